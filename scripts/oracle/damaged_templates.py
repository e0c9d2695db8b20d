#!/usr/bin/env python3
"""Damages the templates of the fixtures at random and renders them: the engine may neither end nor hang.

usage: damaged_templates.py PIGEON_BENCH [SECONDS] [SEED]        the long run by hand; CI has Tests/JinjaTests/MutationTests
"""
import json
import pathlib
import random
import select
import subprocess
import sys
import time

FIXTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "JinjaTests" / "Fixtures"
PIECES = (
    "{{ }} {% %} {# #} - ( ) [ ] { } | ~ ' \" \\ for endfor if endif set macro raw 0x 1e .. % * ** é loop self "
    "super() caller() import extends block"
).split() + [" in ", " is ", "\u2028", "\x00", "\n"]
REQUEST = {
    "context": {"x": 1, "d": {"a": 1}, "l": [1, 2]},
    "files": {"inc.jinja": "a{{ x }}", "base.jinja": "{% block a %}{% endblock %}"},
}


def damaged(numbers, sources):
    text = numbers.choice(sources)
    for _ in range(numbers.randint(1, 5)):
        place, kind = numbers.randint(0, len(text)), numbers.random()
        if kind < 0.4:
            text = text[:place] + numbers.choice(PIECES) + text[place:]
        elif kind < 0.7:
            text = text[:place] + text[place + numbers.randint(1, 6) :]
        elif kind < 0.85:
            other = numbers.choice(sources)
            start = numbers.randint(0, len(other))
            text = text[:place] + other[start : start + numbers.randint(1, 40)] + text[place:]
        else:
            text = text[place:] + text[:place]
    return text


def main():
    binary, seconds, seed = sys.argv[1], float((sys.argv + ["60"])[2]), int((sys.argv + ["60", "1"])[3 if len(sys.argv) > 3 else -1])
    sources = [path.read_text().split("--- template\n", 1)[1] for path in FIXTURES.rglob("*.txt")]
    engine = subprocess.Popen([binary, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    numbers, end, count, slow = random.Random(seed), time.time() + seconds, 0, 0
    while time.time() < end:
        text, start = damaged(numbers, sources), time.time()
        engine.stdin.write(json.dumps({"template": text, **REQUEST}) + "\n")
        engine.stdin.flush()
        if not select.select([engine.stdout], [], [], 30)[0]:
            sys.exit(f"the engine hangs at {text!r}")
        if not engine.stdout.readline():
            sys.exit(f"the engine ended at {text!r}")
        count += 1
        if time.time() - start > 1:
            slow += 1
            print(f"slow: {text!r}")
    print(f"{count} damaged templates, {slow} of them slower than a second")


if __name__ == "__main__":
    main()
