#!/usr/bin/env python3
"""Writes Tests/OutputTests/Fixtures/matrix.json with Salt's own highstate outputter: every mode with every option.

Usage: highstate_matrix.py TESTS_DIRECTORY   (in an environment where `salt` 3008.5 is importable)
"""

import copy
import itertools
import json
import pathlib
import sys

import salt.loader


def state(run, result, changes=None, comment="Success!", duration=0.923, **extra):
    data = {
        "__run_num__": run, "__sls__": "t", "result": result, "changes": changes or {}, "comment": comment,
        "start_time": "23:21:56.63463%d" % run, "duration": duration, "name": "n%d" % run, "__id__": "s%d" % run,
    }
    return dict(data, **extra)


DIFF = {"diff": "--- \n+++ \n@@ -1 +1 @@\n-a\n+b\n", "mode": "0644"}
STATES = {
    "test_|-ok_|-ok_|-nop": state(0, True),
    "file_|-conf_|-/etc/x.conf_|-managed": state(1, True, DIFF, "File /etc/x.conf updated", 30.789),
    "test_|-failer_|-a name_|-fail_without_changes": state(2, False, None, "Failure!\nsecond line"),
    "test_|-broken_|-broken_|-fail_with_changes": state(3, False, {"a": {"old": 1, "new": None}}, ""),
    "file_|-would_|-/etc/y_|-managed": state(4, None, {"newfile": "/etc/y"}, "The file /etc/y is set to be changed", 1200.5),
    "test_|-undecided_|-undecided_|-nop": state(5, None, None, "Maybe"),
    "test_|-warned_|-warned_|-nop": state(6, True, None, "Success!", 1, warnings=["one warning", "and another"]),
    "cmd_|-run_|-echo hi; true_|-run": state(7, True, {"pid": 7, "retcode": 0, "stdout": "hi\nho", "stderr": ""}, "Command run", 12),
}

def matrix():
    modes = [base + end for base in ("full", "terse", "mixed", "changes", "filter") for end in ("", "_id")]
    for mode, verbose, tabular, colour in itertools.product(modes, (True, False), (False, True), (False, True)):
        yield {"state_output": mode, "state_verbose": verbose, "state_tabular": tabular, "color": colour}
    for mode in modes:
        yield {"state_output": mode, "state_verbose": True, "state_output_profile": False}
        yield {"state_output": mode, "state_verbose": True, "state_output_profile": False, "state_tabular": True}
        yield {"state_output": mode, "state_verbose": True, "state_output_diff": True}
        yield {"state_output": mode, "state_verbose": True, "state_output_pct": True}
        yield {"state_output": mode.upper(), "state_verbose": True}
    for terse, exclude in itertools.product(([], ["True"], ["None", "False"], "True,None"), ([], ["True"], ["False"], "None,True")):
        yield {"state_output": "filter", "state_verbose": True, "state_output_terse": terse, "state_output_exclude": exclude}


def main(tests):
    cases = []
    for options in matrix():
        options = {"color": False, "state_output_profile": True, **options}
        internal = {"extension_modules": "", "optimization_order": [0], "strip_colors": True}
        printout = salt.loader.outputters({**internal, **options})["highstate"]
        cases.append({"options": options, "text": printout(copy.deepcopy({"local": STATES})).rstrip()})
    path = pathlib.Path(tests) / "Fixtures" / "matrix.json"
    lines = ",\n".join(json.dumps(case) for case in cases)
    path.write_text('{"value": %s, "cases": [\n%s\n]}\n' % (json.dumps({"local": STATES}), lines))


main(sys.argv[1])
