#!/usr/bin/env python3
"""Writes Tests/ExecutionTests/Fixtures/requisites.json: random graphs of states, and what Salt made of each state.

Usage: requisite_fixtures.py TESTS_DIRECTORY   (in an environment where `salt` 3008.5 is importable)

The graphs are the same at every run (fixed seed). A graph's states are listed in the order in which Salt ran them.
"""

import json
import logging
import pathlib
import random
import subprocess
import sys
import tempfile

FUNCTIONS = ["succeed_with_changes", "succeed_without_changes", "fail_without_changes", "fail_with_changes"]
KINDS = ["require", "onchanges", "onfail", "require_any", "onchanges_any", "onfail_any", "onfail_all"]


def graph(number, rng, kinds, test):
    states = []
    for index in range(rng.randint(2, 7)):
        function = rng.choices(FUNCTIONS, [4, 3, 2, 1])[0]
        requisites = {}
        for kind in rng.sample(kinds, rng.choice([0, 1, 1, 2])):
            if index:
                targets = rng.sample(range(index), min(index, rng.choice([1, 1, 2, 3])))
                requisites[kind] = ["g%ds%d" % (number, target) for target in targets]
        states.append({"id": "g%ds%d" % (number, index), "function": function, "requisites": requisites})
    if number % 3 == 0:
        # The first state looks ahead at one that nothing but it comes before.
        target = {"id": "g%dt" % number, "function": rng.choice(FUNCTIONS), "requisites": {}}
        states[0]["requisites"]["prereq"] = [target["id"]]
        states.insert(rng.randint(1, len(states)), target)
    # The test module's reaction to a change heeds no test mode.
    if number % 7 == 0 and not test:
        states[-1]["requisites"]["listen"] = [states[0]["id"]]
    return states


def sls(states):
    return {
        state["id"]: {"test." + state["function"]: [
            {kind: [{"test": target} for target in targets]} for kind, targets in state["requisites"].items()]}
        for state in states
    }


def run(graphs, test):
    with tempfile.TemporaryDirectory() as root:
        base = pathlib.Path(root)
        (base / "minion").write_text(json.dumps(
            {"file_client": "local", "root_dir": root, "file_roots": {"base": [root]}, "id": "local"}))
        (base / "t.sls").write_text("#!json\n" + json.dumps({k: v for g in graphs for k, v in sls(g).items()}))
        command = [
            sys.executable, "-c", "from salt.scripts import salt_call; salt_call()", "--local", "-c", root, "--out", "json",
            "-l", "quiet", "state.apply", "t", "test=%s" % test]
        answer = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)["local"]
    if isinstance(answer, list):
        sys.exit("\n".join(answer))
    return {value["__id__"]: value for value in answer.values()}


def section(count, kinds, test, rng):
    graphs = [graph(number, rng, kinds, test) for number in range(count)]
    returns = run(graphs, test)
    sections = []
    for states in graphs:
        ids = [state["id"] for state in states]
        ids += ["listener_" + name for name in ids if "listener_" + name in returns]
        sections.append({
            "test": test,
            "chunks": sorted(states, key=lambda state: returns[state["id"]]["__run_num__"]),
            "returns": {name: {
                "result": returns[name]["result"], "changed": bool(returns[name]["changes"]),
                "comment": returns[name]["comment"], "ran": returns[name].get("__state_ran__", True)} for name in ids},
        })
    return sections


def main(tests):
    logging.disable(logging.CRITICAL)
    rng = random.Random(3008)
    cases = section(160, KINDS + ["watch", "watch"], False, rng) + section(80, KINDS, True, rng)
    path = pathlib.Path(tests) / "Fixtures" / "requisites.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


main(sys.argv[1])
