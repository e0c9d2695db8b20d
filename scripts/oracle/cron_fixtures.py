#!/usr/bin/env python3
"""Writes Tests/ModelTests/Fixtures/cron.json: cron expressions, and when croniter says that they come next.

Usage: cron_fixtures.py TESTS_DIRECTORY [SEED [COUNT]]   (in an environment where `croniter` 7.0.0 is importable)
"""

import datetime
import json
import pathlib
import random
import sys

from croniter import croniter

FIELDS = [(0, 59, []), (0, 23, []), (1, 31, []), (1, 12, "jan feb mar apr may jun jul aug sep oct nov dec".split()),
          (0, 7, "sun mon tue wed thu fri sat".split())]


def written(draw, value, low, names):
    if names and draw.random() < 0.4:
        name = names[(value - low) % len(names)]
        return draw.choice([name, name.upper(), name.title()])
    return str(value).zfill(2) if draw.random() < 0.1 else str(value)


def number(draw, low, high, names):
    return written(draw, draw.randint(low, high), low, names)


def part(draw, kind):
    low, high, names = FIELDS[kind]
    one = draw.choice(["*", number(draw, low, high, names)])
    if draw.random() < 0.35:
        first, last = draw.randint(low, high), draw.randint(low, high)
        # Where both are the same croniter takes the whole field, and a step that goes round it begins one too late.
        count = 7 if kind == 4 else high - low + 1
        if (first - last) % count == 0:
            first, last = low, low + 1
        if first > last or kind == 4 and 7 in (first, last):
            return f"{written(draw, first, low, names)}-{written(draw, last, low, names)}"
        one = f"{written(draw, first, low, names)}-{written(draw, last, low, names)}"
    if kind == 2 and draw.random() < 0.08:
        return draw.choice(["L", "l"])
    return f"{one}/{draw.choice([1, 2, 3, 5, 7, 10, 15, 40])}" if draw.random() < 0.3 else one


def field(draw, kind):
    if draw.random() < 0.35:
        return "*"
    return ",".join(part(draw, kind) for _ in range(draw.choice([1, 1, 1, 2, 3])))


def damaged(draw, text):
    place = draw.randrange(len(text) + 1)
    return text[:place] + draw.choice(["-", "/", ",", "60", "x", "0", " ", "*"]) + text[place + draw.randrange(2):]


def main(tests, seed=1, count=600):
    draw = random.Random(int(seed))
    cases = []
    for index in range(int(count)):
        text = " ".join(field(draw, kind) for kind in range(5))
        if index % 6 == 0:
            text = damaged(draw, text)
        start = datetime.datetime(2024, 1, 1) + datetime.timedelta(seconds=draw.randrange(4 * 366 * 86400))
        times = []
        try:
            if len(text.split()) != 5:
                raise ValueError("another number of fields is another kind of expression")
            coming = croniter(text, start)
            times = [coming.get_next(datetime.datetime).strftime("%Y-%m-%d %H:%M") for _ in range(4)]
        except Exception:  # pylint: disable=broad-except
            times = None
        cases.append({"text": text, "after": start.strftime("%Y-%m-%d %H:%M:%S"), "next": times})
    rows = ",\n".join(json.dumps(case) for case in cases)
    (pathlib.Path(tests) / "Fixtures" / "cron.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    print(len(cases), "cases;", sum(case["next"] is None for case in cases), "refused")


main(*sys.argv[1:])
