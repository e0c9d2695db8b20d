#!/usr/bin/env python3
"""Breaks a master and minions again and again while they work, and counts what became of every job.

    soak.py BIN [--rounds N] [--long] [--only FAULT ...] [--seed N]

BIN has the programs. Needs root, for network namespaces, small disks and iptables. Ends with a table; exit 1 when a job
was lost, run twice or a success that was none, 2 when the world itself did not come back.
"""

import argparse
import os
import random
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from faults import LONG, SHORT  # noqa: E402
from ledger import Ledger  # noqa: E402
from world import Failure, World  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin")
    parser.add_argument("--rounds", type=int, default=3, help="how often each fault (default: 3)")
    parser.add_argument("--long", action="store_true", help="those that take minutes too")
    parser.add_argument("--only", nargs="+", metavar="FAULT", help="these faults only")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="for the same moments again")
    return parser.parse_args()


def main():
    given = arguments()
    if os.geteuid() != 0:
        sys.exit("soak.py needs root: it makes network namespaces and mounts small disks")
    known = {fault.__name__: fault for fault in SHORT + LONG}
    for name in given.only or []:
        if name not in known:
            sys.exit(f"there is no fault '{name}'; known are {', '.join(known)}")
    faults = [known[name] for name in given.only] if given.only else SHORT + (LONG if given.long else [])
    random.seed(given.seed)
    print(f"seed {given.seed}", flush=True)
    directory = tempfile.mkdtemp(prefix="pigeon-soak.", dir="/tmp")
    world = World(directory, os.path.abspath(given.bin))
    rows, problems, code = [], [], 0
    try:
        world.start()
        for fault in faults:
            ledger = Ledger(world)
            kills = world.kills
            for _ in range(given.rounds):
                fault(world, ledger)
                world.settle()
                problems += [f"{fault.__name__}: {problem}" for problem in ledger.judge()]
            ledger.count["kills"] = world.kills - kills
            rows.append((fault.__name__, ledger.count))
            print(row(fault.__name__, ledger.count.values()), flush=True)
    except Failure as failure:
        print(f"{fault.__name__ if rows or faults else ''}: {failure}", file=sys.stderr)
        code = 2
    if rows:
        print("\n" + row("fault", rows[0][1]))
        for name, count in rows:
            print(row(name, count.values()))
        print(row("all", [sum(count[key] for _, count in rows) for key in rows[0][1]]))
    for problem in problems:
        print(problem, file=sys.stderr)
    code = code or (1 if problems else 0)
    world.remove(keep=code != 0)
    if code != 0:
        print(f"what happened is in {directory}", file=sys.stderr)
    sys.exit(code)


def row(name, values):
    return f"{name:24}" + "".join(f"{value:>14}" for value in values)


main()
