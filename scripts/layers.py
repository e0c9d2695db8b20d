#!/usr/bin/env python3
"""Checks the arrows between targets against the table in docs/architecture.md.

Reads the output of `swift package dump-package` on standard input. A target may use only what its row of the table
"Target | Uses" names, and nothing heavy may be in the closure of the minion.
"""

import json
import re
import sys

HEAVY = {"ArgumentParser", "Crypto", "Hummingbird", "HummingbirdTLS", "HummingbirdCore", "GRDB", "X509", "SwiftASN1", "NIOCore", "NIOPosix", "NIOSSL"}


def allowed_arrows(page):
    """The rows `| `Target` | `A`, `B` |` below the heading "Who may know whom"."""
    section = page.split("## Who may know whom", 1)[1].split("\n## ", 1)[0]
    arrows = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 2 and (names := re.findall(r"`([^`]+)`", cells[0])):
            for name in names:
                arrows[name] = set(re.findall(r"`([^`]+)`", cells[1]))
    return arrows


def dependencies(target):
    names = set()
    for dependency in target["dependencies"]:
        (kind, value), = ((k, v) for k, v in dependency.items())
        names.add(value[0] if isinstance(value, list) else value)
    return names


def is_of_the_house(target):
    """Neither a test, nor what only tests use, nor a system library."""
    return target["type"] not in ("test", "system") and not (target.get("path") or "").startswith("Tests/")


def closure(name, graph):
    seen, todo = set(), [name]
    while todo:
        for used in graph.get(todo.pop(), ()):
            if used not in seen:
                seen.add(used)
                todo.append(used)
    return seen


def main():
    package = json.load(sys.stdin)
    with open(sys.argv[1], encoding="utf-8") as file:
        allowed = allowed_arrows(file.read())
    graph = {t["name"]: dependencies(t) for t in package["targets"] if is_of_the_house(t)}
    problems = []
    for name, used in sorted(graph.items()):
        if name not in allowed:
            problems.append(f"{name} has no row in {sys.argv[1]}")
            continue
        for arrow in sorted(used - allowed[name]):
            problems.append(f"{name} -> {arrow} is not in {sys.argv[1]}")
    for heavy in sorted(closure("MinionMain", graph) & HEAVY):
        problems.append(f"the minion's closure has {heavy}, which is too heavy for it")
    print("\n".join(f"layers: {problem}" for problem in problems), end="\n" if problems else "")
    return 1 if problems else 0


sys.exit(main())
