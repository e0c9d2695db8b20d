#!/usr/bin/env python3
"""Fills the tables of docs/requisites.md with what a real Salt does.

    requisite_table.py        run it with the Python that has `salt` (3008.5)

A cell says what became of a `test.nop` whose requisite, of the row's kind, names targets that end as the column says.
"""

import json
import pathlib
import re
import tempfile

import state_oracle

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "requisites.md"
KINDS = [
    "require", "require_any", "watch", "watch_any", "onchanges", "onchanges_any", "onfail", "onfail_any", "onfail_all",
    "prereq", "listen",
]
TARGETS = {
    "changed": {"test.succeed_with_changes": []},
    "unchanged": {"test.succeed_without_changes": []},
    "failed": {"test.fail_without_changes": []},
    "failed, changed": {"test.fail_with_changes": []},
    "skipped": {"test.succeed_with_changes": [{"unless": "true"}]},
    "not triggered": {"test.succeed_with_changes": [{"onfail": [{"test": "fine"}]}]},
    "requisite failed": {"test.succeed_with_changes": [{"require": [{"test": "broken"}]}]},
}
PAIRS = [
    ("changed", "unchanged"), ("changed", "failed"), ("unchanged", "failed"), ("failed", "failed"),
    ("changed", "failed, changed"), ("skipped", "failed"), ("not triggered", "failed"), ("requisite failed", "unchanged"),
]


def tree(kind, columns):
    """The targets of each column and the state that refers to them; a state of its own for each cell."""
    states = {"fine": {"test.nop": []}, "broken": {"test.fail_without_changes": []}}
    for column in columns:
        names = []
        for number, target in enumerate(column):
            names.append(f"{'/'.join(column)}/{number}")
            states[names[-1]] = TARGETS[target]
        states["/".join(column)] = {"test.nop": [{kind: [{"test": name} for name in names]}]}
    return "#!json\n" + json.dumps(states)


def word(state):
    if not state.get("__state_ran__", True):
        return "skipped" if state["result"] else "fails"
    return "reacts" if state["comment"].startswith("Watch statement fired") else "runs"


def row(salt, kind, columns, test):
    case = state_oracle.Case(kind)
    case.files["main.sls"] = tree(kind, columns)
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        state_oracle.lay_out(case, root)
        returns = salt.call(["state.apply", "main", f"test={test}"], root)["return"]
    by_id = {state["__id__"]: state for state in returns.values()}
    cells = []
    for column in columns:
        name = "/".join(column)
        cells.append(word(by_id[name]) + (", reacts at the end" if "listener_" + name in by_id else ""))
    return f"| `{kind}` | " + " | ".join(cells) + " |"


def table(salt, columns, test):
    heads = [" + ".join(column) for column in columns]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    return "\n".join(lines + [row(salt, kind, columns, test) for kind in KINDS])


def main():
    salt, text = state_oracle.Salt(), DOCUMENT.read_text()
    for title, columns, test in [
        ("One target", [(target,) for target in TARGETS], False),
        ("Two targets", PAIRS, False),
        ("One target, test mode", [(target,) for target in TARGETS], True),
    ]:
        pattern = re.compile(rf"(## {title}\n.*?\n\n)(?:\|[^\n]*\n)*", re.S)
        text = pattern.sub(lambda match: match[1] + table(salt, columns, test) + "\n", text, count=1)
    DOCUMENT.write_text(text)


main()
