#!/usr/bin/env python3
"""Runs the cases of Tests/ModulesTests/Fixtures/oracle through a real Salt, or through pigeon, and stores or compares what comes back.

    state_oracle.py record [TOPIC[:CASE] ...]            writes TOPIC.json; run it with the Python that has `salt` (3008.5)
    state_oracle.py compare PIGEON [TOPIC[:CASE] ...]    runs `PIGEON call --local` and compares it with TOPIC.json

Each case's tree is laid out anew for each call, so no call sees what another left behind. TOPIC.cases reads:

    ### a case                              its name
    !!! CALL ; CALL :: REASON               these calls differ on purpose (`*`: all); docs/compatibility.md says so too
    --- main.sls                            a state file; `--- dev:main.sls` of another environment
    --- pillar:data.sls                     a pillar file, likewise
    --- minion                              more of the minion's configuration
    --- scratch:name                        a file in the case's own directory, which is @DIR@ everywhere
    === state.apply main test=True          a call, in words of a shell; `=== *` stands for the four below

Without a `===` line the calls are state.show_highstate, state.show_lowstate, state.apply and state.apply test=True. A
tree without a top file assigns its first file; a pillar without one assigns all its files in their order.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

CASES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ModulesTests" / "Fixtures" / "oracle"
STANDARD = ["state.show_highstate", "state.show_lowstate", "state.apply", "state.apply test=True"]
GRAINS = {"os": "Debian", "os_family": "Debian", "osfinger": "Debian-12", "roles": ["web", "db"], "shell": "/bin/sh",
          "ipv4": ["10.1.2.3", "127.0.0.1"]}

# What Salt says besides, of something that it has refused already.
FOLLOWING = ("The type ", "Error when rendering ", "ID include ", "ID exclude ", "State 'include' ", "Traceback ")


class Case:
    def __init__(self, name):
        self.name, self.files, self.calls, self.differences = name, {}, [], {}

    def prepared(self):
        files = dict(self.files)
        states = [path for path in files if kind(path)[0] == "states"]
        pillars = [path for path in files if kind(path)[0] == "pillar"]
        if not any(kind(path)[2] == "top.sls" for path in states):
            first = [json.dumps(sls(kind(path)[2])) for path in states[:1]]
            files["top.sls"] = "base: {'*': [%s]}\n" % ", ".join(first)
        if pillars and not any(kind(path)[2] == "top.sls" for path in pillars):
            names = [json.dumps(sls(kind(path)[2])) for path in pillars]
            files["pillar:top.sls"] = "base: {'*': [%s]}\n" % ", ".join(names)
        return files


def sls(path):
    return re.sub(r"(/init)?\.sls$", "", path).replace("/", ".")


def kind(path):
    """(states|pillar|scratch|minion, environment, path)"""
    parts = path.split(":")
    if parts[0] in ("scratch", "minion"):
        return parts[0], "", parts[-1]
    root = "pillar" if parts[0] == "pillar" else "states"
    rest = parts[1:] if root == "pillar" else parts
    return root, rest[0] if len(rest) > 1 else "base", rest[-1]


def read(topic):
    cases, path = [], None
    for line in (CASES / f"{topic}.cases").read_text().split("\n"):
        if line.startswith("### "):
            cases.append(Case(line[4:]))
            path = None
        elif line.startswith("!!! "):
            calls, reason = line[4:].split(" :: ")
            for call in calls.split(" ; "):
                cases[-1].differences[call] = reason
        elif line.startswith("--- "):
            path = line[4:]
            cases[-1].files[path] = ""
        elif line.startswith("=== "):
            cases[-1].calls += STANDARD if line[4:] == "*" else [line[4:]]
            path = None
        elif path:
            cases[-1].files[path] += line + "\n"
    for case in cases:
        case.calls = case.calls or list(STANDARD)
    return cases


def lay_out(case, root):
    roots = {"states": {"base": []}, "pillar": {"base": []}}
    (root / "scratch").mkdir(parents=True)
    configuration = ""
    for path, text in case.prepared().items():
        what, environment, name = kind(path)
        text = text.replace("@DIR@", str(root / "scratch"))
        if what == "minion":
            configuration = text
            continue
        file = root / what / environment / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if what != "scratch":
            roots[what][environment] = [str(root / what / environment)]
    for environment in roots["states"]:
        (root / "states" / environment).mkdir(parents=True, exist_ok=True)
    lines = {
        "id": "web1", "root_dir": str(root / "run"), "file_client": "local", "file_roots": roots["states"],
        "pillar_roots": roots["pillar"], "log_level": "quiet", "log_file": "/dev/null", "grains": GRAINS,
        "enable_fqdns_grains": False, "enable_gpu_grains": False, "autoload_dynamic_modules": False,
    }
    (root / "minion").write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in lines.items()) + configuration)


def shape(value, directory):
    """What is compared: no times, no ids of processes, states in the order in which they ran."""
    value = json.loads(json.dumps(value).replace(directory, "@DIR@"))
    if isinstance(value, dict) and value and all("_|-" in tag for tag in value):
        runs = sorted(value.items(), key=lambda item: item[1].get("__run_num__", 0))
        return [[tag, state_shape(state, tag)] for tag, state in runs]
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return [message.split("Traceback (most recent call last)")[0].rstrip() for message in value]
    return value


def state_shape(state, tag):
    kept = {key: value for key, value in state.items() if key not in ("start_time", "duration", "__id__", "name")}
    _, identifier, name, _ = tag.split("_|-")
    for key, standard in (("__id__", identifier), ("name", name)):
        if key in state and state[key] != standard:
            kept[key] = state[key]
    if not kept.get("__sls__") or str(kept.get("comment")).startswith("State '"):
        kept.pop("__sls__", None)
    if isinstance(kept.get("changes"), dict):
        kept["changes"] = {key: value for key, value in kept["changes"].items() if key != "pid"}
    if isinstance(kept.get("comment"), str):
        kept["comment"] = comment_shape(kept["comment"])
    return kept


def comment_shape(comment):
    failed = "One or more requisite failed: "
    if comment.startswith(failed):
        return failed + ", ".join(sorted(comment[len(failed):].split(", ")))
    if comment.startswith("An exception occurred in this state:"):
        return "An exception occurred in this state:"
    return comment


def runs(words):
    """Whether a call runs states: the return code of others says nothing that users see."""
    return words[0] in ("state.apply", "state.sls", "state.highstate", "state.single", "state.template_str")


class Salt:
    """Salt in this process, loaded once; each call is made by a fork of it."""

    def __init__(self):
        import salt.config
        import salt.loader
        import salt.minion
        import salt.modules.state
        import salt.state
        import salt.utils.args

        remember_modules(salt.loader.lazy.LazyLoader)
        grains = {"cpuarch": "x86_64", "kernel": "Linux", "id": "web1", **GRAINS}
        salt.loader.grains = lambda *_, **__: dict(grains)

    def call(self, words, root):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            os.setsid()
            try:
                answer = json.dumps(self.answer(words, root))
            except BaseException as error:
                answer = json.dumps({"raised": f"{type(error).__name__}: {error}"})
            with os.fdopen(writer, "w") as stream:
                stream.write(answer)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as stream:
            text = stream.read()
        os.waitpid(child, 0)
        return json.loads(text)

    def answer(self, words, root):
        import salt.config
        import salt.minion
        import salt.utils.args

        nothing = os.open("/dev/null", os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        options = salt.config.minion_config(str(root / "minion"))
        minion = salt.minion.SMinion(options)
        function = minion.functions[words[0]]
        arguments, keywords = salt.minion.load_args_and_kwargs(
            function, salt.utils.args.parse_input(words[1:]))
        value = function(*arguments, **keywords)
        retcode = minion.functions.pack["__context__"].get("retcode", 0)
        return {"return": value, "retcode": retcode} if runs(words) else {"return": value}


def remember_modules(loader):
    """Salt lists its folders of modules hundreds of times in a call: here once."""
    listed, refresh = {}, loader._refresh_file_mapping

    def remembered(self):
        key = (self.tag, tuple(self.module_dirs))
        if key not in listed:
            refresh(self)
            listed[key] = dict(self.suffix_map), list(self.suffix_order), dict(self.file_mapping)
        self.suffix_map, self.suffix_order, self.file_mapping = (type(part)(part) for part in listed[key])

    loader._refresh_file_mapping = remembered


class Pigeon:
    def __init__(self, program):
        self.program = program

    def call(self, words, root):
        command = [self.program, "call", "--local", "-c", str(root), "--out", "json", "--retcode-passthrough", *words]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120)
        try:
            value = json.loads(run.stdout)["local"]
            answer = {"return": value, "exit": run.returncode}
            return {**answer, "retcode": run.returncode} if runs(words) else answer
        except ValueError:
            return {"raised": run.stdout + run.stderr}


def answers(case, engine):
    found = {}
    for call in case.calls:
        with tempfile.TemporaryDirectory(prefix="oracle-") as directory:
            root = pathlib.Path(directory)
            lay_out(case, root)
            words = shlex.split(call.replace("@DIR@", str(root / "scratch")))
            answer = engine.call(words, root)
            if "return" in answer:
                answer["return"] = shape(answer["return"], str(root / "scratch"))
            found[call] = answer
    return found


def messages(answer):
    value = answer.get("return")
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def plain(text):
    return re.sub(r"\s+", " ", text).strip(" .")


def parts(message):
    """What of a message of Salt's has to be in ours, which shows place and frame in its own way."""
    # What of Python's own exceptions follows "render error:" is told as any other failure to render.
    if message.startswith("Rendering SLS") and " failed, render error: " in message:
        return [plain(message.partition("render error: ")[2].split("\n")[0])]
    if message.startswith("Rendering SLS"):
        head, _, problem = message.partition("failed: ")
        return [plain(head), plain(re.split(r"\n|; line |\x1b", problem)[0])]
    return [plain(message)]


def agree(ours, theirs):
    failed = ours.pop("exit", 1) != 0
    if theirs.get("raised"):
        return failed
    refusals = messages(theirs)
    if refusals and messages(ours):
        own = [plain(message) for message in messages(ours)]
        return ours.get("retcode") == theirs.get("retcode") and all(
            any(all(part in ourselves for part in parts(message)) for ourselves in own)
            for message in refusals if not message.startswith(FOLLOWING))
    return ours == theirs


def difference(ours, theirs, path=""):
    """Where two answers part, a line each."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [
            line for key in {**ours, **theirs}
            for line in difference(ours.get(key, "-"), theirs.get(key, "-"), f"{path}/{key}")]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs))
        return [line for index, (a, b) in pairs for line in difference(a, b, f"{path}/{index}")]
    return [] if ours == theirs else [f"{path}: pigeon {json.dumps(ours)} Salt {json.dumps(theirs)}"]


def record(topics):
    salt = Salt()
    for topic, wanted in topics:
        path = CASES / f"{topic}.json"
        stored = json.loads(path.read_text()) if path.exists() else {}
        names = []
        for case in read(topic):
            names.append(case.name)
            if not wanted or case.name in wanted:
                stored[case.name] = answers(case, salt)
                print(topic, case.name, flush=True)
        lines = [f"{json.dumps(name)}: {json.dumps(stored[name], sort_keys=False)}" for name in names if name in stored]
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def compare(program, topics):
    pigeon, agreeing, listed, wrong = Pigeon(program), 0, 0, 0
    for topic, wanted in topics:
        stored = json.loads((CASES / f"{topic}.json").read_text())
        for case in read(topic):
            if wanted and case.name not in wanted:
                continue
            for call, ours in answers(case, pigeon).items():
                differs = call in case.differences or "*" in case.differences
                if agree(ours, stored[case.name][call]) != differs:
                    agreeing, listed = agreeing + (not differs), listed + differs
                    continue
                wrong += 1
                said = "agrees, though it is listed as different" if differs else "DIFFERS"
                print(f"{topic}: {case.name}: {call}: {said}")
                for line in difference(ours, stored[case.name][call]):
                    print("   ", line)
    print(f"{agreeing} calls agree, {listed} differ as listed, {wrong} are wrong")
    sys.exit(1 if wrong else 0)


def topics(words):
    chosen = {}
    for word in words or sorted(path.stem for path in CASES.glob("*.cases")):
        topic, _, name = word.partition(":")
        chosen.setdefault(topic, [])
        if name:
            chosen[topic].append(name)
    return chosen.items()


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record(topics(sys.argv[2:]))
    else:
        compare(sys.argv[2], topics(sys.argv[3:]))
