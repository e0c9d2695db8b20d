#!/usr/bin/env python3
"""Times the templates of scripts/bench_jinja in CPython's Jinja2 and in the engine, in one run, and prints the ratios.

usage: bench_jinja.py PIGEON_BENCH [SECONDS]     SECONDS per measurement, 0.5 if not given       needs: jinja2 3.1

Jinja2 is set up as Salt sets it up: sandboxed, strict about undefined values, with `do` and loop controls. "cached" is
rendering alone; "fresh" makes the environment and parses the template and what it imports each time. Of each
measurement the fastest of twenty parts counts, on both sides, in processor time. Both must print the same text.
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

import jinja2
from jinja2.sandbox import SandboxedEnvironment

CASES = pathlib.Path(__file__).resolve().parent / "bench_jinja"
PARTS = 20


def cases():
    for folder in sorted(path for path in CASES.iterdir() if path.is_dir()):
        files = {
            str(path.relative_to(folder)): path.read_text()
            for path in folder.rglob("*")
            if path.is_file() and path.name != "context.json"
        }
        template = files.pop("main.sls")
        context = json.loads((folder / "context.json").read_text())
        yield {"name": folder.name, "template": template, "files": files, "context": context}


def environment(case):
    env = SandboxedEnvironment(
        loader=jinja2.DictLoader(case["files"]),
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    env.globals.update(case["context"])
    return env


def fastest(body, seconds):
    calls = 1
    while True:
        start = time.process_time()
        for _ in range(calls):
            body()
        if time.process_time() - start > seconds / PARTS:
            break
        calls *= 2
    best = math.inf
    for _ in range(PARTS):
        start = time.process_time()
        for _ in range(calls):
            body()
        best = min(best, (time.process_time() - start) / calls)
    return best * 1e6


def main():
    binary, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.5
    all_cases = list(cases())
    theirs = {}
    for case in all_cases:
        template = environment(case).from_string(case["template"])
        cached = fastest(lambda: template.render(**case["context"]), seconds)
        fresh = fastest(lambda: environment(case).from_string(case["template"]).render(**case["context"]), seconds)
        theirs[case["name"]] = (cached, fresh, template.render(**case["context"]))
    serve(binary, all_cases, theirs)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(all_cases, file)
        file.flush()
        lines = subprocess.run([binary, "time", file.name, str(seconds)], check=True, stdout=subprocess.PIPE, text=True)
    report(theirs, lines.stdout.splitlines())


def serve(binary, all_cases, theirs):
    requests = "".join(json.dumps(case) + "\n" for case in all_cases)
    answers = subprocess.run([binary, "serve"], input=requests, check=True, stdout=subprocess.PIPE, text=True).stdout
    for case, answer in zip(all_cases, answers.splitlines(), strict=True):
        if json.loads(answer).get("ok") != theirs[case["name"]][2]:
            sys.exit(f"{case['name']}: the engine prints something else than Jinja2: {answer[:300]}")


def report(theirs, lines):
    print(f"microseconds per render; Jinja2 {jinja2.__version__} on Python {sys.version.split()[0]}")
    print(f"{'':18}{'cached':>10}{'here':>9}{'ratio':>8}{'fresh':>11}{'here':>9}{'ratio':>8}")
    logs = [0.0, 0.0]
    for line in lines:
        name, cached, fresh, _ = line.split()
        pairs = [(theirs[name][0], float(cached)), (theirs[name][1], float(fresh))]
        for index, (slow, fast) in enumerate(pairs):
            logs[index] += math.log(slow / fast) / len(lines)
        (a, b), (c, d) = pairs
        print(f"{name:18}{a:10.0f}{b:9.0f}{a / b:7.1f}x{c:11.0f}{d:9.0f}{c / d:7.1f}x")
    print(f"{'geometric mean':18}{'':19}{math.exp(logs[0]):7.1f}x{'':20}{math.exp(logs[1]):7.1f}x")


if __name__ == "__main__":
    main()
