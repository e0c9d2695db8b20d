#!/usr/bin/env python3
"""Writes Tests/ControlTests/Fixtures/output.json: what `salt-call --local` prints for the cases of output.cases, and how it exits.

Usage: command_output.py   (with the Python that has `salt`, 3008.5, as root)

The cases are written as those of `state_oracle.py`; one without states has those of the one before. Times, process ids and directories are replaced by words, here and by the
test that gives the same words to `pigeon call --local`.
"""

import json
import os
import pathlib
import re
import shlex
import sys
import tempfile

import state_oracle

CASES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ControlTests" / "Fixtures"
REPLACED = [
    (r"\d\d:\d\d:\d\d\.\d{6}", "TIME"),
    (r"(Duration: |[Dd]uration[\"']?: )[\d.e-]+", r"\1DURATION"),
    (r"\[ *[\d.e-]+ ms\]", "[DURATION]"),
    (r"Total run time: +[\d.]+ *m?s", "Total run time: DURATION"),
    (r"([\"']?pid[\"']?: *)\d+", r"\1PID"),
    (r"(pid(?:\x1b\[0;0m)?:\n *(?:\x1b\[0;1;33m)?)\d+", r"\1PID"),
    (r"(duration:\n *)[\d.e-]+", r"\1DURATION"),
]


def shape(text, root):
    text = text.replace(str(root / "scratch"), "@DIR@").replace(str(root), "@ROOT@")
    for pattern, word in REPLACED:
        text = re.sub(pattern, word, text)
    return text


def call(words, root):
    """Runs the program in a fork of this process, which has its modules."""
    output = root / "output"
    child = os.fork()
    if not child:
        os.setsid()
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 2)
        sys.argv = ["salt-call", "--local", "-c", str(root), *words]
        code = 0
        try:
            salt.cli.call.SaltCall().run()
        except SystemExit as error:
            code = error.code or 0
        except BaseException:
            code = 1
        sys.stdout.flush()
        os._exit(code & 255)
    _, status = os.waitpid(child, 0)
    text = output.read_text()
    output.unlink()
    return {"exit": os.waitstatus_to_exitcode(status), "output": shape(text, root)}


def files(root):
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            found[str(path.relative_to(root))] = path.read_text().replace(str(root / "scratch"), "@DIR@").replace(str(root), "@ROOT@")
    return found


def record(case):
    calls = []
    for words in map(shlex.split, case.calls):
        with tempfile.TemporaryDirectory(prefix="output-") as directory:
            root = pathlib.Path(directory)
            state_oracle.lay_out(case, root)
            tree = files(root)
            answer = call([word.replace("@DIR@", str(root / "scratch")) for word in words], root)
            calls.append({"words": words, **answer})
    differences = [{"words": shlex.split(words), "reason": reason} for words, reason in case.differences.items()]
    return {"name": case.name, "files": tree, "calls": calls, "differences": differences}


def main():
    state_oracle.CASES = CASES
    state_oracle.Salt()
    lines, tree = [], {}
    for case in state_oracle.read("output"):
        if "main.sls" in case.files:
            tree = {path: text for path, text in case.files.items() if path != "minion"}
        case.files = {**tree, **case.files}
        lines.append(json.dumps(record(case), ensure_ascii=False))
        print(case.name, flush=True)
    (CASES / "output.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    import salt.cli.call

    main()
