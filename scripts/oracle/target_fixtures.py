#!/usr/bin/env python3
"""Writes Tests/ModelTests/Fixtures/targets.json: targets, and which of some minions Salt's matchers take for meant.

Usage: target_fixtures.py TESTS_DIRECTORY [SEED [COUNT]]   (in an environment where `salt` 3008.5 is importable)

`refused` says that Salt has logged an error about the target itself.
"""

import json
import logging
import pathlib
import random
import sys

import salt.config
import salt.loader

SUBJECTS = [
    {
        "id": "web1",
        "grains": {
            "os": "Debian", "osmajorrelease": 12, "osrelease": "12.5", "roles": ["web", "Cache"], "empty": None, "flag": True,
            "load": 0.5, "ipv4": ["127.0.0.1", "10.1.2.3"], "ipv6": ["::1", "2001:db8::5"], "blank": "",
            "disks": {"sda": {"size": "10g", "parts": [{"name": "root"}, {"name": "home", "size": 5}]}, "tags": ["fast", "new"]},
            "path": "/usr/bin:/bin", "a:b": "joined", "a": {"b": "nested", "b:c": "deep"}, "none": {}, "no": [], "zero": 0,
            "list": [["inner", 7], {"x": {"y": "z"}}], "star": "a*b", "ümlaut": "grün", "nested": {"list": [1, 2.5, True, None]},
        },
        "pillar": {"app": {"version": 1.14, "env": "staging", "hosts": ["web1", "db1"]}, "keys": {"a": {"b": "c"}}, "secret": "x"},
    },
    {
        "id": "db1.example.org",
        "grains": {"os": "Ubuntu", "osmajorrelease": 24, "roles": "db", "ipv4": ["192.168.7.9"], "ipv6": [], "flag": False, "a": "b:c"},
        "pillar": {"app": {"version": "1.2", "env": "production"}, "secret": ["x", "y"]},
    },
    {"id": "a-b_c.d", "grains": {}, "pillar": {}},
]
NODEGROUPS = {
    "web": "web*", "both": "L@web1,db1.example.org", "nested": "N@web and G@os:Debian", "either": "N@web or N@db",
    "db": "E@db\\d.*", "negative": "not N@web", "words": ["(", "web*", "or", "G@os:Ubuntu", ")"], "names": ["web1", "other"],
    "text": "web1 db1.example.org", "paren": "( N@web or N@db ) and not G@flag:False",
    "data": "( G@roles:web or P@os:Ub.* )",
}
PATHS = [
    "os", "osmajorrelease", "osrelease", "roles", "empty", "flag", "load", "blank", "disks", "disks:sda", "disks:sda:size",
    "disks:sda:parts", "disks:sda:parts:name", "disks:sda:parts:0:name", "disks:tags", "disks:*", "disks:*:size", "*", "*:sda", "path",
    "a", "a:b", "a:b:c", "none", "no", "zero", "list", "list:x", "list:x:y", "star", "ümlaut", "nested", "nested:list", "nothing",
    "nothing:more", "", "roles:web", "disks:sda:*", "ipv4",
]
GRAINS = [
    "Debian", "debian", "deb*", "Deb?an", "[DU]*", "[!U]*", "Ubuntu", "12", "12.5", "12*", "web", "cache", "Cache", "ca?he", "db", "None",
    "none", "True", "true", "False", "0.5", "", "*", "sda", "size", "size:10g", "10G", "10g", "root", "home", "name:root", "name", "5",
    "fast", "new", "tags", "tags:fast", "/usr/bin:/bin", "/usr*", "joined", "nested", "deep", "b", "b:nested", "b:c", "b:c:deep", "c", "0",
    "inner", "7", "x", "x:y", "x:y:z", "z", "y:z", "a*b", "grün", "GRÜN", "1", "2.5", "*:10g", "*:root", "*:z", "*:*", "[", "[a", "a]",
    "10.1.2.3", "list:2.5",
]
EXPRESSIONS = [
    "Debian", "debian", "Deb", "ebian", "(debian|ubuntu)", "^Deb.*n$", ".*", "", "1[0-9]", "12", "web", "w.b", "[cC]ache", "None", "True",
    "10g", "\\d+g", "/usr/.*", "na", "nested", "b", "0", "z$", "Z$", "gr.n", "fast|new",
]
PILLARS = [
    "app:version:1.14", "app:version:1.*", "app:env:stag*", "app:env:staging", "app:env:STAGING", "app:hosts:web1", "app:hosts:db*", "app",
    "app:*", "app:env", "app:env:*", "keys:a:b:c", "keys:a:*", "keys:*:c", "keys:a:b", "secret:x", "secret:y", "secret:*", "nothing:*",
    "*:x", "app:env:stag(ing|e)", "app:env:.*", "app:version:1\\.14",
]
GLOBS = ["*", "web1", "web*", "WEB1", "w?b1", "web[0-9]", "web[!1]", "[w-z]*", "*.example.org", "db1", "a-b_c.d", "a*", "*@*", "", "web", "*1"]
REGULAR = ["web\\d", "we", "eb1", "web1$", "^web1$", ".*", "(web|db)1", "db1\\.", "[a-z]+", "(?i)WEB1", "a-b_c.d", ""]
LISTS = ["web1", "web1,db1.example.org", "db1.example.org,web1", "web", "", ",", "web*", "a-b_c.d,", "WEB1"]
ADDRESSES = [
    "10.1.2.3", "10.1.0.0/16", "10.2.0.0/16", "10.1.2.0/30", "10.1.2.4/30", "10.1.2.0/255.255.255.0", "0.0.0.0/0", "2001:db8::/32",
    "2001:db8::5", "2001:db9::/32", "::/0", "192.168.0.0/16", "127.0.0.1", "10.1.2.3/32", "10.1.2.9/29",
]
LETTERS = {"G": "grain", "P": "grain_pcre", "I": "pillar", "J": "pillar_pcre", "L": "list", "S": "ipcidr", "E": "pcre"}


class Complaints(logging.Handler):
    """Whether an error was logged since the last look."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.happened = False

    def emit(self, record):
        self.happened = True

    def take(self):
        happened, self.happened = self.happened, False
        return happened


def singles(draw):
    """Targets of one kind each, all of the curated ones and some that are put together."""
    for path in PATHS:
        for value in draw.sample(GRAINS, 14):
            yield "grain", f"{path}:{value}"
        for value in draw.sample(EXPRESSIONS, 6):
            yield "grain_pcre", f"{path}:{value}"
    for kind in ("pillar", "pillar_pcre", "pillar_exact"):
        for pattern in PILLARS:
            yield kind, pattern
    for kind, patterns in (("glob", GLOBS), ("pcre", REGULAR), ("list", LISTS), ("ipcidr", ADDRESSES), ("nodegroup", NODEGROUPS)):
        for pattern in patterns:
            yield kind, pattern
    for word in ("os", "disks", "os|Debian"):
        yield "grain", word


def term(draw):
    kind = draw.randrange(9)
    if kind == 0:
        return draw.choice([pattern for pattern in GLOBS if pattern])
    if kind == 1:
        return "N@" + draw.choice(list(NODEGROUPS))
    if kind == 2:
        # What is below a `*`, or in a list's mappings, Salt parts at colons again.
        delimiter = draw.choice("|;%")
        plain = [word for word in PATHS + GRAINS if "*" not in word]
        text = f"{draw.choice(plain)}:{draw.choice(plain)}".replace(":", delimiter)
        return f"G{delimiter}@{text}"
    letter = draw.choice("GPIJLSE")
    pattern = {
        "G": lambda: f"{draw.choice(PATHS)}:{draw.choice(GRAINS)}", "P": lambda: f"{draw.choice(PATHS)}:{draw.choice(EXPRESSIONS)}",
        "I": lambda: draw.choice(PILLARS), "J": lambda: draw.choice(PILLARS), "L": lambda: draw.choice(LISTS).replace(" ", ""),
        "S": lambda: draw.choice(ADDRESSES), "E": lambda: draw.choice([word for word in REGULAR if word]),
    }[letter]()
    return f"{letter}@{pattern}"


def compound(draw, depth=0):
    words = []
    for number in range(draw.randint(1, 4)):
        if number:
            words.append(draw.choice(["and", "or", "and", "or", "not"]))
        if words[-1:] != ["not"] and draw.random() < 0.2:
            words.append("not")
        words += ["(", *compound(draw, depth + 1), ")"] if depth < 2 and draw.random() < 0.2 else [term(draw)]
    return words


def damaged(draw, words):
    """A target with a word too many, too few, or in the wrong place."""
    words = list(words)
    place = draw.randrange(len(words) + 1)
    change = draw.randrange(3)
    if change == 0:
        words.insert(place, draw.choice(["and", "or", "not", "(", ")"]))
    elif change == 1 and len(words) > 1:
        words.pop(min(place, len(words) - 1))
    else:
        words.insert(place, draw.choice(["R@y", "web1", "G@", "G@os"]))
    return words


def main(tests, seed=1, count=700):
    draw = random.Random(int(seed))
    options = salt.config.DEFAULT_MINION_OPTS.copy()
    options.update(extension_modules="", nodegroups=NODEGROUPS, cachedir="/nonexistent", file_client="local")
    matchers = []
    for subject in SUBJECTS:
        own = {**options, "id": subject["id"], "grains": subject["grains"], "pillar": subject["pillar"]}
        matchers.append((own, salt.loader.matchers(own)))
    complaints = Complaints()
    logging.getLogger("salt").addHandler(complaints)
    logging.getLogger("salt").propagate = False

    def ask(kind, expression):
        matches = []
        # The matcher of that name is for top files; a master sends the words of a nodegroup.
        name, asked = ("compound", f"N@{expression}") if kind == "nodegroup" else (kind, expression)
        for own, known in matchers:
            try:
                matches.append(bool(known[f"{name}_match.match"](asked, opts=own, minion_id=own["id"])))
            except Exception:  # pylint: disable=broad-except
                complaints.happened = True
                matches.append(False)
        # Nothing in parentheses is no target, though Python has a value for it.
        refused = complaints.take() or "( )" in expression
        return {"type": kind, "expression": expression, "matches": matches, "refused": refused}

    wanted = list(singles(draw))
    for number in range(int(count)):
        words = compound(draw)
        wanted.append(("compound", " ".join(damaged(draw, words) if number % 8 == 0 else words)))
    cases = [ask(kind, expression) for kind, expression in dict.fromkeys(wanted)]
    file = {"nodegroups": NODEGROUPS, "subjects": SUBJECTS, "cases": []}
    head = json.dumps(file, ensure_ascii=False, indent=1)
    rows = ",\n  ".join(json.dumps(case, ensure_ascii=False) for case in cases)
    text = head.replace('"cases": []', f'"cases": [\n  {rows}\n ]') + "\n"
    (pathlib.Path(tests) / "Fixtures" / "targets.json").write_text(text, encoding="utf-8")
    print(len(cases), "cases;", sum(case["refused"] for case in cases), "refused;", sum(any(case["matches"]) for case in cases), "match")


main(*sys.argv[1:])
