#!/usr/bin/env python3
"""Writes states.json beside this file: what Salt makes of states.sls, as a test, for real, and once more.

Usage: generate.py PATH_OF_SALT_CALL   (Salt 3008.5, as root)
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
SETUP = json.loads((HERE / "setup.json").read_text())


def prepare(directory):
    for name in SETUP["directories"]:
        (directory / name).mkdir(parents=True)
        (directory / name).chmod(0o755)
    for name, text in SETUP["files"].items():
        (directory / name).write_bytes(text.encode("latin-1"))
        (directory / name).chmod(0o644)
    for name, target in SETUP["links"].items():
        (directory / name).symlink_to(target.replace("@DIR@", str(directory)))


def main():
    base = pathlib.Path(tempfile.mkdtemp())
    scratch, roots = base / "scratch", base / "roots"
    scratch.mkdir()
    prepare(scratch)
    for name, text in SETUP["roots"].items():
        (roots / name).parent.mkdir(parents=True, exist_ok=True)
        (roots / name).write_text(text)
    (roots / "states.sls").write_text((HERE / "states.sls").read_text().replace("@DIR@", str(scratch)))
    (base / "minion").write_text(
        json.dumps({"id": "web1", "root_dir": str(base), "file_client": "local", "file_roots": {"base": [str(roots)]},
                    "log_file": str(base / "log"), "use_superseded": ["module.run"]}))
    runs = {}
    for run in ["test", "apply", "again"]:
        command = [sys.argv[1], "--local", "-c", str(base), "--out", "json", "-l", "quiet", "state.apply", "states",
                   "pillar=" + json.dumps(SETUP["pillar"])]
        done = subprocess.run(command + (["test=True"] if run == "test" else []), capture_output=True, text=True)
        states = json.loads(done.stdout)["local"]
        if isinstance(states, list):
            sys.exit("\n".join(states))
        runs[run] = {}
        for state in states.values():
            kept = {key: state[key] for key in ("result", "comment", "changes")}
            if isinstance(kept["changes"], dict):
                kept["changes"].pop("pid", None)
            if state.get("warnings"):
                kept["warnings"] = state["warnings"]
            if "Traceback" in kept["comment"]:
                kept["comment"] = "An exception occurred in this state: a traceback"
            text = json.dumps(kept).replace(str(scratch), "@DIR@")
            runs[run][state["__id__"]] = json.loads(text)
    (HERE / "states.json").write_text(json.dumps(runs, indent=1) + "\n")
    shutil.rmtree(base)


main()
