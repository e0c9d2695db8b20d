#!/usr/bin/env python3
"""Writes Tests/ModulesTests/Fixtures/oracle/graphs.cases: states with requisites of every kind at random, over up to three files.

The graphs are the same at every run (fixed seeds). `state_oracle.py record graphs` then has Salt run them: the order of their states,
what became of each, and which circle is refused, have to be Salt's.
"""

import json
import pathlib
import random

CASES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "ModulesTests" / "Fixtures" / "oracle" / "graphs.cases"
FUNCTIONS = {
    "nop": 3, "succeed_with_changes": 4, "succeed_without_changes": 3, "fail_without_changes": 2, "fail_with_changes": 1}
REVERSIBLE = {"require": 6, "watch": 4, "prereq": 1, "onchanges": 3, "onfail": 3, "use": 1, "listen": 1}
KINDS = {**REVERSIBLE, "require_any": 2, "watch_any": 2, "onchanges_any": 2, "onfail_any": 2, "onfail_all": 2}

# Salt takes the targets of a `names` list in the order of a set, and so tells another circle at every run.
UNDETERMINED = {221}
DIFFERENT = {
    67: "state.apply test=True :: the announcement of a skipped state's retries follows its comment; Salt's is a list's text",
    168: "state.apply :: a prerequired state that listens reacts; Salt leaves it out",
}


def chosen(rng, weights):
    return rng.choices(list(weights), list(weights.values()))[0]


def arguments(rng, number):
    found = []
    if rng.random() < .15:
        found.append({"order": rng.choice([1, 2, 5, "first", "last", -1, -2, 0, 12])})
    if rng.random() < .12:
        names = [f"n{number}a", f"n{number}b"][:rng.randint(1, 2)]
        found.append({"names": names + ([f"n{number}c"] if rng.random() < .3 else [])})
    elif rng.random() < .3:
        found.append({"name": f"x{number}"})
    if rng.random() < .07:
        found.append({"unless": "true"})
    if rng.random() < .05:
        found.append({"onlyif": [{"fun": "test.true"}]})
    if rng.random() < .05:
        found.append({"check_cmd": rng.choice(["true", "false"])})
    if rng.random() < .03:
        found.append({"failhard": True})
    if rng.random() < .05:
        found.append({"retry": {"attempts": 2, "interval": 0}})
    return found


def reference(rng, key, kind, number, states):
    """`{test: ID}`, or another way of writing it."""
    form = rng.random()
    names = [next(iter(item.values())) for item in states[f"s{number}"][1] if "name" in item or "names" in item]
    if not key.endswith("_in") and kind not in ("use", "listen"):
        if form < .15:
            return f"s{number}"
        if form < .25:
            return {"id": f"s{number}"}
        if form < .4 and names:
            return {"test": names[0] if isinstance(names[0], str) else rng.choice(names[0])}
    return {"test": f"s{number}"}


def connect(rng, states, rank, is_ordered):
    """Adds a requisite between two states; where `is_ordered`, one that agrees with the order of `rank`."""
    one, other = rng.sample(range(len(states)), 2)
    kind = chosen(rng, KINDS)
    early, late = (one, other) if rank[one] < rank[other] or not is_ordered else (other, one)
    dependent, target = (early, late) if kind == "prereq" else (late, early)
    place, referred, key = dependent, target, kind
    if kind in REVERSIBLE and rng.random() < .4:
        place, referred, key = target, dependent, kind + "_in"
    item = reference(rng, key, kind, referred, states)
    own = states[f"s{place}"][1]
    for argument in own:
        if key in argument:
            argument[key].append(item)
            return
    own.append({key: [item]})


def graph(rng):
    """By name, the data of each file."""
    count = rng.randint(2, 12)
    is_ordered = rng.random() < .85
    rank = list(range(count))
    rng.shuffle(rank)
    states = {}
    for number in range(count):
        own = arguments(rng, number)
        states[f"s{number}"] = chosen(rng, FUNCTIONS), own
    for _ in range(rng.randint(1, count * 3 // 2)):
        connect(rng, states, rank, is_ordered)
    file_count = rng.choice([1, 1, 1, 2, 3])
    cuts = sorted(rng.sample(range(1, count), min(file_count - 1, count - 1))) if file_count > 1 else []
    parts = [list(states)[start:end] for start, end in zip([0] + cuts, cuts + [count])]
    files = {}
    for place, part in enumerate(parts):
        body = {"include": [f"f{other}" for other in range(1, len(parts))]} if place == 0 and len(parts) > 1 else {}
        for name in part:
            body[name] = {"test." + states[name][0]: states[name][1]}
        files[f"f{place}" if place else "main"] = body
    return files


def main():
    lines, number = [], 0
    for seed, count in [(7, 120), (11, 150)]:
        rng = random.Random(seed)
        for _ in range(count):
            files = graph(rng)
            if number not in UNDETERMINED:
                lines.append(f"### graph {number}")
                if number in DIFFERENT:
                    lines.append("!!! " + DIFFERENT[number])
                for name, body in files.items():
                    lines += [f"--- {name}.sls", "#!json", json.dumps(body)]
                lines += ["=== state.apply", "=== state.apply test=True"]
            number += 1
    CASES.write_text("\n".join(lines) + "\n")


main()
