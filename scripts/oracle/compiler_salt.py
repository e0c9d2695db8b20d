#!/usr/bin/env python3
"""Compares the order in Tests/CompilerTests/Fixtures with that of a real Salt (pip install salt in a virtual environment).

    compiler_salt.py SALT_CALL [CASE ...]

For each `=== sls NAMES` and `=== order NAMES` of a case the trees are given to `salt-call --local state.show_lowstate`. Where both compile, the
chunks have to be the same in the same order; a refusal of Salt's is printed beside the expected one, since ours name
more problems at once. The test runs of prerequired states, which Salt's list has too, are left out.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "CompilerTests" / "Fixtures"
MINION = """id: web1
root_dir: {root}/run
file_client: local
file_roots: {{base: [{root}/files]}}
pillar_roots: {{base: [{root}/pillar]}}
log_level: quiet
log_file: /dev/null
enable_fqdns_grains: False
enable_gpu_grains: False
grains: {{os: Debian, os_family: Debian, osfinger: Debian-12, osmajorrelease: 12}}
"""
PILLAR = {
    "top.sls": "base: {'*': [data]}\n",
    "data.sls": "app: {port: 8080, hosts: [a, b], lookup: {service: httpd}}\nlist: [1, 2]\n",
}


def read(text):
    files, expectations, path = {}, [], None
    for line in text.split("\n"):
        if line.startswith("--- "):
            path = line[4:]
        elif line.startswith("=== "):
            path = None
            expectations.append((line[4:].split(), []))
        elif path:
            files[path] = files.get(path, "") + line + "\n"
        elif expectations and line:
            expectations[-1][1].append(line)
    return files, expectations


def write(root, files):
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def lowstate(salt_call, root, names):
    write(root, {"files/top.sls": f"base: {{'*': [{', '.join(names)}]}}\n", "minion": MINION.format(root=root)})
    command = [salt_call, "-c", str(root), "--local", "--out", "json", "state.show_lowstate"]
    output = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(output.stdout)["local"]
    except (ValueError, KeyError):
        return [output.stdout + output.stderr]


def main():
    salt_call, *wanted = sys.argv[1:]
    differences = 0
    for case in sorted((FIXTURES / "states").glob("*.case")) + sorted((FIXTURES / "formulas").glob("*.case")):
        if wanted and case.stem not in wanted:
            continue
        files, expectations = read(case.read_text())
        for command, lines in expectations:
            if command[0] not in ("sls", "order"):
                continue
            with tempfile.TemporaryDirectory() as directory:
                root = pathlib.Path(directory)
                write(root / "files", files)
                write(root / "pillar", PILLAR)
                found = lowstate(salt_call, root, command[1:])
            ours = [line.split(" {")[0] for line in lines if not line.startswith("  ")]
            if found and not isinstance(found[0], dict):
                print(f"{case.stem} {command}: Salt refuses", *found, "expected", *ours, sep="\n    ")
                continue
            theirs = [
                f"{c['state']}.{c['fun']} {c['__id__']}" + ("" if c["name"] == c["__id__"] else f" {c['name']}")
                for c in found
            ]
            theirs = [chunk for index, chunk in enumerate(theirs) if chunk not in theirs[index + 1 :]]
            if theirs != ours:
                differences += 1
                print(f"{case.stem} {command}: DIFFERENT", *theirs, "expected", *ours, sep="\n    ")
    sys.exit(1 if differences else 0)


main()
