#!/usr/bin/env python3
"""Writes the expectations of Tests/OutputTests/Fixtures with Salt's own outputters.

Usage: output_fixtures.py TESTS_DIRECTORY   (in an environment where `salt` 3007.1 is importable)

Each case is two files: CASE.json, {"format", "options", "retcode", "value"}, and CASE.txt, what Salt's outputter returns for it.
Salt's `display_output` strips white space at the end, and so does this.
"""

import copy
import json
import pathlib
import sys

import salt.loader
import salt.output


def state(run, result, changes=None, comment="Success!", name=None, duration=0.923, **extra):
    data = {
        "__run_num__": run, "__sls__": "t", "result": result, "changes": changes or {}, "comment": comment,
        "start_time": "23:21:56.63463%d" % (run % 10), "duration": duration,
    }
    data["name"] = name or "s%d" % run
    data["__id__"] = "s%d" % run
    data.update(extra)
    return data


CHANGE = {"testing": {"new": "Something pretended to change", "old": "Unchanged"}}
MIXED = {
    "test_|-ok_|-ok_|-succeed_without_changes": state(0, True),
    "test_|-changed_|-foo_|-succeed_with_changes": state(1, True, CHANGE, duration=0.709),
    "test_|-failer_|-failer_|-fail_without_changes": state(2, False, comment="Failure!", duration=0.94),
    "test_|-maybe_|-maybe_|-nop": state(3, None, {"a": [1, {"b": None}]}, comment="It would change\nin two lines\n"),
    "cmd_|-run it_|-echo hi_|-run": state(
        5, True, {"pid": 12, "retcode": 0, "stdout": "hi\nthere", "stderr": ""}, comment='Command "echo hi" run', duration=12.5),
    "file_|-conf_|-/etc/x.conf_|-managed": state(
        4, True, {"diff": "--- \n+++ \n@@ -1,2 +1,2 @@\n hello\n-world\n+world2\n"}, comment="File /etc/x.conf updated", duration=30.789),
    "test_|-warn_|-warn_|-nop": state(6, True, warnings=["a warning"], comment="multi\nline"),
}
LONG_WARNING = ("The 'xyz' argument is deprecated-since-long and will be removed in a later-release, please use the "
                "argument 'abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz' instead of it  now.")
NESTED_HOST = {
    "tm1": {
        "test_|-ch_|-ch_|-succeed_with_changes": state(0, True, CHANGE, duration=1.091),
        "test_|-ok_|-ok_|-nop": state(1, True, duration=0.797),
    },
    "tm2": ["Rendering SLS 'base:x' failed"],
}
ORCHESTRATION = {
    "salt_|-step1_|-step1_|-state": state(
        0, True, {"out": "highstate", "ret": NESTED_HOST}, comment="States ran successfully. Updating tm1.", duration=1308.021,
        __jid__="20261120232557042330"),
    "salt_|-ping_|-test.ping_|-function": state(
        1, True, {"out": "nested", "ret": {"tm1": True}}, comment="Function ran successfully. Function test.ping ran on tm1.",
        duration=12.0),
    "salt_|-after_|-test.ping_|-function": state(
        2, False, comment="One or more requisite failed: orch.live.bad", duration=0.004),
    "salt_|-run_|-jobs.active_|-runner": state(3, True, {"return": {}}, comment="Runner function 'jobs.active' executed."),
}
NAMES = {
    "cmd_|-mixed_|-true_|-run": state(0, True, {"retcode": 0}, name="true", __id__="mixed", duration=8.546),
    "cmd_|-mixed_|-false_|-run": state(1, False, {"retcode": 1}, name="false", __id__="mixed", duration=8.606),
    "cmd_|-mixed_|-/bin/true_|-run": state(2, True, {"retcode": 0}, name="/bin/true", __id__="mixed", duration=7.618),
    "cmd_|-alone_|-alone_|-run": state(3, True, name="alone", __id__="alone"),
}
DATA = {
    "tm1": {
        "args": ["a", "1", ["b", ["c"]], {"x": {"y": 2}, "list": [1, 2.5, True, None]}], "empty": "", "none": None, "map": {},
        "list": [], "text": "one\ntwo\n\nfour\n", "items": ["one\ntwo", "three"], "float": 1e20, "8080": "port", "z": -0.0,
        "umlaut": "größer ☃", "quote": "it's \"q\"", "path": "C:\\x", "esc": "a\x1b[31mred", "tab": "a\tb",
    },
    "tm2": True,
}
KEYS = {"minions": ["web2", "web1"], "minions_pre": ["new"], "minions_denied": [], "minions_rejected": ["bad\x1b[1m"], "local": ["master.pem"]}
FULL = {"state_output": "full", "state_verbose": True, "state_output_profile": True}


def options(**extra):
    return dict(FULL, **extra)


CASES = {
    "highstate/four-outcomes": (options(), {"local": MIXED}),
    "highstate/colour": (options(color=True), {"local": MIXED}),
    "highstate/many": (options(), {"local": {
        "test_|-s%d_|-s%d_|-nop" % (n, n): state(n, n % 3 != 0, CHANGE if n % 2 else None) for n in range(12)}}),
    "highstate/refused": (options(), {"local": ["No matching sls found for 'nosuch' in env 'base'", "second\x1b"]}),
    "highstate/refused-colour": (options(color=True), {"local": ["No matching sls found for 'nosuch' in env 'base'"]}),
    "highstate/long-warning": (options(), {"local": {"test_|-w_|-w_|-nop": state(0, True, warnings=[LONG_WARNING, "second"])}}),
    "highstate/data": (options(), {"local": {
        "test_|-a_|-a_|-nop": state(0, True, data=["x", 1]), "test_|-b_|-b_|-nop": state(1, True, data={"k": "v"}),
        "test_|-c_|-c_|-nop": state(2, True, data="text")}}),
    "highstate/parallel": (options(), {"local": {
        "test_|-a_|-a_|-nop": state(0, True, duration=600.5, __parallel__=True),
        "test_|-b_|-b_|-nop": state(1, True, duration=700.25, __parallel__=True),
        "test_|-c_|-c_|-nop": state(2, True, duration=400)}}),
    "highstate/orchestration": (options(), {"data": {"vm_master": ORCHESTRATION}, "outputter": "highstate", "retcode": 1}),
    "highstate/orchestration-colour": (options(color=True), {"data": {"vm_master": ORCHESTRATION}, "retcode": 1}),
    "highstate/orchestration-retcode-beside": (options(), {"vm_master": ORCHESTRATION, "retcode": 1}),
    "highstate/nested-run": (options(), {"vm_master": {
        "salt_|-sub_|-state.orchestrate_|-runner": state(0, True, {"return": {"vm_master": MIXED}}, name="state.orchestrate")}}),
    "highstate/plain-returns": (options(), {"tm1": "some text\nof two lines", "tm2": True, "tm3": 7}),
    "highstate/two-hosts": (options(), {"tm1": MIXED, "tm2": {"test_|-a_|-a_|-nop": state(0, True)}}),
    "highstate/no-states": (options(), {"local": {"no_|-states_|-states_|-None": {
        "result": False, "comment": "No Top file or master_tops data matches found. Please see master log for details.",
        "name": "No States", "changes": {}, "__run_num__": 0}}}),
    "highstate/no-profile": (options(state_output_profile=False), {"local": MIXED}),
    "highstate/percentages": (options(state_output_pct=True), {"local": MIXED}),
    "highstate/not-verbose": (options(state_verbose=False), {"local": MIXED}),
    "highstate/diff": (options(state_output_diff=True), {"local": MIXED}),
    "highstate/tabular": (options(state_output="terse", state_tabular=True), {"local": MIXED}),
    "highstate/tabular-colour": (options(state_output="terse", state_tabular=True, color=True), {"local": MIXED}),
    "highstate/compressed": (options(state_output="full", state_compress_ids=True), {"local": NAMES}),
    "highstate/compressed-terse-id": (options(state_output="terse_id", state_compress_ids=True), {"local": NAMES}),
    "highstate/filter": (
        options(state_output="filter", state_output_terse=["True"], state_output_exclude=["None"]), {"local": MIXED}),
    "nested/data": ({}, DATA),
    "nested/colour": ({"color": True}, DATA),
    "nested/failure-colour": ({"color": True, "_retcode": 1}, DATA),
    "nested/list": ({}, ["a", {"b": "c"}]),
    "nested/text": ({}, "just\ntext"),
    "json/data": ({}, DATA),
    "json/one-line": ({"output_indent": None}, DATA),
    "json/pretty": ({"output_indent": "pretty"}, DATA),
    "yaml/data": ({}, DATA),
    "yaml/one-line": ({"output_indent": -1}, {"local": {"b": [1, 2], "a": "x"}}),
    "txt/data": ({}, {"tm1": "one\ntwo", "tm2": 5, "tm3": {"a": [1, "x"]}, "tm4": None, "tm5": ""}),
    "txt/text": ({}, "plain"),
    "raw/data": ({}, DATA),
    "raw/text": ({}, "plain"),
    "pprint/data": ({}, DATA),
    "pprint/states": ({}, {"local": MIXED}),
    "pprint/indent": ({"output_indent": 4}, DATA),
    "pprint/text": ({}, "plain"),
    "pprint/long-text": ({}, "word " * 30 + "end"),
    "pprint/long-texts": ({}, {"a": ["word " * 30, "line one\nline two\n" * 4], "b": {"c": "x" * 100}, "list": list(range(40))}),
    "key/all": ({"transport": "zeromq"}, KEYS),
    "key/colour": ({"transport": "zeromq", "color": True}, KEYS),
    "key/fingers": ({"transport": "zeromq"}, {"minions": {"web1": "aa:bb", "app1": "cc"}}),
    "newline_values_only/data": ({}, {"tm1": ["127.0.0.1", "10.0.0.1"], "tm2": 8, "tm3": {"a": "b"}}),
    "no_return/data": ({"color": True}, {"tm2": "Minion did not return. [No response]\nsecond line", "tm1": "Minion did not return"}),
}
for mode in ("terse", "mixed", "changes", "full_id", "changes_id"):
    CASES["highstate/" + mode] = (options(state_output=mode), {"local": MIXED})
CASES["highstate/terse-colour"] = (options(state_output="terse", color=True), {"local": MIXED})


def main(tests):
    for name, (opts, value) in CASES.items():
        outputter = name.split("/")[0]
        opts = {"color": False, "extension_modules": "", "optimization_order": [0], "strip_colors": True, **opts}
        retcode = opts.pop("_retcode", 0)
        try:
            printout = salt.loader.outputters(opts)[outputter]
        except KeyError:
            print(f"{name}: this Salt has no such outputter", file=sys.stderr)
            continue
        text = printout(copy.deepcopy(value), _retcode=retcode).rstrip()
        base = pathlib.Path(tests) / "Fixtures" / name
        base.parent.mkdir(parents=True, exist_ok=True)
        shown = {k: v for k, v in opts.items() if k not in ("extension_modules", "optimization_order", "strip_colors")}
        case = {"format": outputter, "options": shown, "retcode": retcode, "value": value}
        base.with_suffix(".json").write_text(json.dumps(case, indent=1, ensure_ascii=False) + "\n")
        base.with_suffix(".txt").write_text(text)


main(sys.argv[1])
