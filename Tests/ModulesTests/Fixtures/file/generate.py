#!/usr/bin/env python3
"""Writes TOPIC.json beside each TOPIC.yaml: what Salt makes of its cases, as a test, for real, and once more.

Usage: generate.py PATH_OF_SALT_CALL [TOPIC ...]   (Salt 3008.5, as root)

A case has a directory of its own (@ME@) with what it `have`s: a text, {text, mode}, {dir: MODE} or {link: TARGET}. What it `do`es is
one state, or a list of states whose IDs are "CASE 1", "CASE 2" (@ID@ is CASE). @WWW@ is a web server with what `www` has, and
@SHA256:NAME@ the hash of a file of it. Kept are the returns and what the directory holds afterwards.
"""

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

HERE = pathlib.Path(__file__).parent


def make(path, thing):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(thing, str):
        thing = {"text": thing}
    if "link" in thing:
        path.symlink_to(thing["link"])
    elif "dir" in thing:
        path.mkdir(exist_ok=True)
        path.chmod(int(thing["dir"], 8))
    else:
        path.write_bytes(thing["text"].encode())
        path.chmod(int(thing.get("mode", "0644"), 8))


def substitute(value, words):
    text = json.dumps(value)
    for word, meaning in words.items():
        text = text.replace(word, meaning)
    return json.loads(text)


def states(topic, scratch, words):
    found = {}
    for case, content in topic["cases"].items():
        steps = content["do"] if isinstance(content["do"], list) else [content["do"]]
        own = {"@ME@": f"{scratch}/{slug(case)}", "@ID@": case, **words}
        for number, step in enumerate(steps, 1):
            function, arguments = next(iter(substitute(step, own).items()))
            identity = case if len(steps) == 1 else f"{case} {number}"
            found[identity] = {function: [{key: value} for key, value in arguments.items()]}
    return found


def slug(case):
    return case.replace(" ", "-")


def tree(directory):
    """What a directory holds, by relative path."""
    found = {}
    for path in sorted(directory.rglob("*")):
        name = re.sub(r"\.\d{4}(-\d\d){5}$", ".DATE", str(path.relative_to(directory)))
        mode = "%04o" % stat.S_IMODE(path.lstat().st_mode)
        if path.is_symlink():
            found[name] = "-> " + os.readlink(path).replace(str(directory), "@ME@")
        elif path.is_dir():
            found[name] = f"{mode} {path.owner()}:{path.group()} /"
        else:
            found[name] = f"{mode} {path.owner()}:{path.group()} " + path.read_bytes().decode().replace(str(directory), "@ME@")
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
    base = pathlib.Path(tempfile.mkdtemp())
    scratch, roots, www = base / "scratch", base / "roots", base / "www"
    words = {}
    for path, text in topic.get("www", {}).items():
        for kind in ("md5", "sha1", "sha256", "sha512"):
            words[f"@{kind.upper()}:{path}@"] = hashlib.new(kind, text.encode()).hexdigest()
    words["@MD5:local@"] = hashlib.md5(b"local\n").hexdigest()
    for path, thing in substitute(topic.get("roots", {}), words).items():
        make(roots / path, thing)
    for path, thing in substitute(topic.get("www", {}), words).items():
        make(www / path, thing)
    www.mkdir(exist_ok=True)
    words["@WWW@"] = serve(www)
    for case, content in topic["cases"].items():
        own = scratch / slug(case)
        own.mkdir(parents=True)
        for path, thing in content.get("have", {}).items():
            make(own / path, thing)
    roots.mkdir(exist_ok=True)
    sls = states(topic, scratch, words)
    (roots / "states.sls").write_text("#!json\n" + json.dumps(sls))
    (base / "minion").write_text(json.dumps({
        "id": "web1", "root_dir": str(base), "file_client": "local", "file_roots": {"base": [str(roots)]},
        "log_file": str(base / "log")}))
    runs = {case: {} for case in topic["cases"]}
    for run in ["test", "apply", "again"]:
        command = [salt_call, "--local", "-c", str(base), "--out", "json", "-l", "quiet", "state.apply", "states",
                   "pillar=" + json.dumps(topic.get("pillar", {}))]
        done = subprocess.run(command + (["test=True"] if run == "test" else []), capture_output=True, text=True, cwd="/")
        returns = json.loads(done.stdout)["local"]
        if isinstance(returns, list):
            sys.exit("\n".join(returns))
        by_id = {state["__id__"]: state for state in returns.values()}
        for case, content in topic["cases"].items():
            count = len(content["do"]) if isinstance(content["do"], list) else 1
            kept = []
            for number in range(1, count + 1):
                state = by_id[case if count == 1 else f"{case} {number}"]
                one = {key: state[key] for key in ("result", "comment", "changes")}
                one["comment"] = comment(one["comment"])
                if state.get("warnings"):
                    one["warnings"] = state["warnings"]
                text = json.dumps(one).replace(f"{scratch}/{slug(case)}", "@ME@").replace(words["@WWW@"], "@WWW@")
                kept.append(json.loads(text))
            runs[case][run] = kept
            if run != "test":
                runs[case]["tree of " + run] = tree(scratch / slug(case))
    lines = ",\n".join(f"{json.dumps(case)}: {json.dumps(run, ensure_ascii=False)}" for case, run in runs.items())
    (HERE / f"{name}.json").write_text("{\n" + lines + "\n}\n")
    shutil.rmtree(base)


for topic in sys.argv[2:] or sorted(path.stem for path in HERE.glob("*.yaml")):
    record(sys.argv[1], topic)
