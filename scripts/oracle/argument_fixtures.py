#!/usr/bin/env python3
"""Writes Tests/ModelTests/Fixtures/arguments.json: words of a command line and what Salt's CLI reads them as.

Usage: argument_fixtures.py TESTS_DIRECTORY   (in an environment where `salt` 3007.1 is importable)
"""

import json
import pathlib
import sys

import salt.utils.args

WORDS = [
    "a", "1", "1.5", "yes", "no", "on", "true", "True", "FALSE", "[1,2]", "{a: b}", "a: b", "2020-01-01", "1_000", "None", "none",
    "null", "~", "x#y", "# comment", "#", "1 # one", "[1] # list", "", " ", "0755", "0x1f", "0o17", "1e3", "1e+3", "-1", "+1", ".5",
    "12:30", "12:30:45", "!", "|", ">", "- a", "- a\n- b", "a\tb", "a\nb", "'quoted'", '"double"', "'7'", "[a", "{a", "{a: [1, {b: c}]}",
    "a=b", "a=1", "a=[1, 2]", "a={x: 1}", "a==b", "a=", "_x=1", "1a=b", "a-b.c=d e", "a b=c", "=x", "a=b=c", "a=None", "a=1_000",
    "a=x#y", "ümlaut=1", "a=line\nline", "--x=1", "http://x/?a=b", "@x", "*", "&a", "%x", "`x`", "a:b", "a:", ": a", "1,2", "1_0.5",
    "state.apply", "web*", "C@x", "{}", "[]", "''", "20260101000000000000", "10.0.0.1", "1.14", "1.10", "08", "0",
    "inf", "=", "<<", "y", "n", "Y", "off", "?x", "? x", "test=True", "pillar={release: {app_name: app, version: \"1.14\"}}",
    "{{ x }}", "{a: b", "a  ", " 5", "5 ", "\u2603",
]


def main(tests):
    cases = []
    for word in WORDS:
        parsed = salt.utils.args.parse_input([word])
        if isinstance(parsed[0], dict) and parsed[0].get("__kwarg__"):
            keywords = {k: v for k, v in parsed[0].items() if k != "__kwarg__"}
            cases.append({"word": word, "arguments": [], "keywords": keywords})
        else:
            cases.append({"word": word, "arguments": parsed, "keywords": {}})
    text = "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n"
    (pathlib.Path(tests) / "Fixtures").mkdir(parents=True, exist_ok=True)
    (pathlib.Path(tests) / "Fixtures" / "arguments.json").write_text(text)


main(sys.argv[1])
