#!/usr/bin/env python3
"""Puts the steps of the demo beside the requests that were served meanwhile: table.py STEPS EVENTS.

STEPS has a line `name<TAB>begin<TAB>end` for each step (milliseconds since 1970), EVENTS a JSON object for each request
(`pigeon-load --events`). A request counts for the step that had begun last when the request ended. Exits 1 when one failed.
"""

import collections
import json
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        steps = [line.rstrip("\n").split("\t") for line in file]
    with open(sys.argv[2], encoding="utf-8") as file:
        requests = [json.loads(line) for line in file if line.strip()]
    served, failed = collections.Counter(), collections.Counter()
    answers = collections.defaultdict(collections.Counter)
    for request in requests:
        begun = [name for name, begin, _ in steps if float(begin) <= request["end"]]
        step = begun[-1] if begun else "before"
        served[step] += 1
        failed[step] += "failure" in request
        answers[step][request["marker"] or str(request["status"])] += 1
    print(f"\n{'step':<18}{'took':>10}{'requests':>10}{'failed':>8}   answered by")
    for name, begin, end in [("before", "0", "0"), *steps]:
        took = f"{(int(end) - int(begin)) / 1000:.2f} s" if name != "before" else ""
        by = ", ".join(f"{marker} ({count})" for marker, count in answers[name].most_common())
        print(f"{name:<18}{took:>10}{served[name]:>10}{failed[name]:>8}   {by}")
    print(f"{'all':<18}{'':>10}{sum(served.values()):>10}{sum(failed.values()):>8}")
    for request in [r for r in requests if "failure" in r][:20]:
        print(f"failed: {request['method']} on a {request['kind']} connection: {request['failure']}", file=sys.stderr)
    return 1 if sum(failed.values()) or not requests else 0


sys.exit(main())
