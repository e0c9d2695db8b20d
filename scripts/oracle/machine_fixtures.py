#!/usr/bin/env python3
"""Writes TOPIC.json beside each Tests/ModulesTests/Fixtures/machine/TOPIC.yaml: what Salt makes of its cases, as a test, for real, and
once more.

Usage: machine_fixtures.py PATH_OF_SALT_CALL [TOPIC ...]   (Salt 3008.5, as root)

A case has a directory of its own (@ME@) with what it `have`s: a text, {text, mode}, {base64}, {dir: MODE} or {link: TARGET}. What it
`do`es is one state, or a list of states whose IDs are "CASE 1", "CASE 2". @SLUG@ is the case without blanks, @BASE@ what all cases
have in common, @ID@ the case, @WWW@ a web server with what `www` has, @SHA256:NAME@ the hash of a file of it. The `programs` are first in PATH, so
that no state reaches the machine's own. With `real` the states run in a mount namespace in which each of these paths is what
`etc` has of it, with `private` in one whose mounts nobody else sees; the `stand-ins` are for others than Salt, which has the machine's
own there. Kept are the returns, what the directory holds afterwards and what `@BASE@/log` got.
"""

import base64
import ctypes
import functools
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading

import yaml

HERE = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ModulesTests" / "Fixtures" / "machine"


def content(thing):
    if isinstance(thing, str):
        return thing.encode()
    return base64.b64decode(thing["base64"]) if "base64" in thing else thing["text"].encode()


def make(path, thing):
    path.parent.mkdir(parents=True, exist_ok=True)
    if "link" in thing and isinstance(thing, dict):
        path.symlink_to(thing["link"])
    elif "dir" in thing and isinstance(thing, dict):
        path.mkdir(exist_ok=True)
        path.chmod(int(thing["dir"], 8))
    else:
        path.write_bytes(content(thing))
        path.chmod(int(thing.get("mode", "0644") if isinstance(thing, dict) else "0644", 8))


def substitute(value, words):
    text = json.dumps(value)
    for word, meaning in words.items():
        text = text.replace(word, meaning)
    return json.loads(text)


def slug(case):
    return case.replace(" ", "-")


def states(topic, base, words):
    found = {}
    for case, item in topic["cases"].items():
        steps = item["do"] if isinstance(item["do"], list) else [item["do"]]
        own = {"@ME@": f"{base}/cases/{slug(case)}", "@ID@": case, "@SLUG@": slug(case), **words}
        for number, step in enumerate(steps, 1):
            function, arguments = next(iter(substitute(step, own).items()))
            identity = case if len(steps) == 1 else f"{case} {number}"
            found[identity] = {function: [{key: value} for key, value in arguments.items()]}
    return found


def tree(directory, base):
    """What a directory holds, by relative path."""
    found = {}
    for path in sorted(directory.rglob("*")):
        name = re.sub(r"\.\d{4}(-\d\d){5}$", ".DATE", str(path.relative_to(directory)))
        mode = "%04o" % stat.S_IMODE(path.lstat().st_mode)
        if name.startswith(".git/") or "/.git/" in name:
            continue
        if path.is_symlink():
            found[name] = "-> " + os.readlink(path).replace(str(directory), "@ME@").replace(base, "@BASE@")
        elif path.is_dir():
            found[name] = f"{mode} {path.owner()}:{path.group()} /"
        else:
            text = path.read_bytes().decode(errors="replace").replace(str(directory), "@ME@").replace(base, "@BASE@")
            found[name] = f"{mode} {path.owner()}:{path.group()} " + text
    return found


def comment(text):
    if "Traceback" not in text:
        return text
    return "raised: " + text.strip().splitlines()[-1].split(": ", 1)[-1]


def serve(directory):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(directory)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def record(salt_call, name):
    topic = yaml.safe_load((HERE / f"{name}.yaml").read_text())
    base = pathlib.Path(tempfile.mkdtemp(prefix="machine-"))
    roots, www, programs = base / "roots", base / "www", base / "bin"
    for directory in (roots, www, programs):
        directory.mkdir()
    words = {"@BASE@": str(base), "@WWW@": serve(www)}
    for path, thing in topic.get("www", {}).items():
        for kind in ("md5", "sha1", "sha256", "sha512"):
            words[f"@{kind.upper()}:{path}@"] = hashlib.new(kind, content(thing)).hexdigest()
    for path, thing in substitute(topic.get("roots", {}), words).items():
        make(roots / path, thing)
    for path, thing in substitute(topic.get("www", {}), words).items():
        make(www / path, thing)
    for path, text in substitute(topic.get("programs", {}), words).items():
        make(programs / path, {"text": text, "mode": "0755"})
    for case, item in topic["cases"].items():
        own = base / "cases" / slug(case)
        own.mkdir(parents=True)
        for path, thing in substitute(item.get("have", {}), {**words, "@ME@": str(own)}).items():
            make(own / path, thing)
    prefix = []
    if topic.get("private"):
        new_namespace, private_tree = 0x20000, 0x44000
        libc = ctypes.CDLL(None)
        assert libc.unshare(new_namespace) == 0 and libc.mount(b"none", b"/", None, private_tree, None) == 0
    if topic.get("real"):
        binds = []
        for path, things in substitute(topic["real"], words).items():
            copy = base / "real" / path.strip("/")
            if isinstance(things, str):
                make(copy, things)
            else:
                copy.mkdir(parents=True)
                for file, thing in things.items():
                    make(copy / file, thing)
            binds.append(f"mount --bind {copy} {path}")
        prefix = ["unshare", "--mount", "sh", "-c", " && ".join(binds) + ' && exec "$@"', "sh"]
    environment = {
        **os.environ, "PATH": f"{programs}:{os.environ['PATH']}", **substitute(topic.get("environment", {}), words)}
    for command in substitute(topic.get("before", []), words):
        subprocess.run(command, shell=True, check=True, capture_output=True, env=environment)
    (roots / "states.sls").write_text("#!json\n" + json.dumps(states(topic, base, words)))
    (base / "minion").write_text(json.dumps({
        "id": "web1", "root_dir": str(base / "run"), "file_client": "local", "file_roots": {"base": [str(roots)]},
        "log_file": str(base / "salt.log"), **substitute(topic.get("minion", {}), words)}))
    runs = {case: {} for case in topic["cases"]}
    for run in ["test", "apply", "again"]:
        command = prefix + [salt_call, "--local", "-c", str(base), "--out", "json", "-l", "quiet", "state.apply", "states",
                            "pillar=" + json.dumps(topic.get("pillar", {}))]
        done = subprocess.run(
            command + (["test=True"] if run == "test" else []), capture_output=True, text=True, cwd="/", env=environment)
        try:
            returns = json.loads(done.stdout)["local"]
        except ValueError:
            sys.exit(done.stdout + done.stderr)
        if isinstance(returns, list):
            sys.exit("\n".join(returns))
        by_id = {state["__id__"]: state for state in returns.values()}
        for case, item in topic["cases"].items():
            own = base / "cases" / slug(case)
            count = len(item["do"]) if isinstance(item["do"], list) else 1
            kept = []
            for number in range(1, count + 1):
                state = by_id[case if count == 1 else f"{case} {number}"]
                one = {key: state[key] for key in ("result", "comment", "changes")}
                if isinstance(one["comment"], list):
                    one["comment"] = "\n".join(one["comment"])
                one["comment"] = comment(one["comment"])
                if state.get("warnings"):
                    one["warnings"] = state["warnings"]
                text = json.dumps(one).replace(str(own), "@ME@").replace(words["@WWW@"], "@WWW@").replace(str(base), "@BASE@")
                kept.append(json.loads(text.replace("@BASE@/run/cache", "@BASE@/cache")))
            runs[case][run] = kept
            if run != "test":
                runs[case]["tree of " + run] = tree(own, str(base))
        if topic.get("real") and run != "test":
            runs.setdefault("real", {})[run] = tree(base / "real", str(base))
        log = base / "log"
        runs.setdefault("log", {})[run] = log.read_text().replace(str(base), "@BASE@").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
    lines = ",\n".join(f"{json.dumps(case)}: {json.dumps(run, ensure_ascii=False)}" for case, run in runs.items())
    (HERE / f"{name}.json").write_text("{\n" + lines + "\n}\n")
    for line in reversed(pathlib.Path("/proc/self/mounts").read_text().splitlines()):
        if line.split()[1].startswith(str(base)):
            subprocess.run(["umount", line.split()[1]], check=True)
    shutil.rmtree(base)


for topic in sys.argv[2:] or sorted(path.stem for path in HERE.glob("*.yaml")):
    record(sys.argv[1], topic)
