"""Writes difflib.json beside this file: what Python's difflib makes of pairs of texts."""
import difflib
import json
import pathlib
import random

random.seed(7)
cases = []


def add(name, old, new):
    diff = difflib.unified_diff(old.splitlines(True), new.splitlines(True), "", "")
    cases.append({"name": name, "old": old, "new": new, "diff": "".join(diff)})


add("one line replaced", "hello\nworld\n", "hello\nworld2\n")
add("equal", "a\nb\n", "a\nb\n")
add("from nothing", "", "a\n")
add("to nothing", "a\nb\n", "")
add("no newline at the end", "a\nb", "a\nc")
add("newline added at the end", "a\nb", "a\nb\n")
lines = [f"line {i}\n" for i in range(30)]
new = lines[:]
new[3], new[25] = "changed\n", "other\n"
add("two hunks", "".join(lines), "".join(new))
new = lines[:]
new[10:12] = []
new.insert(15, "new\n")
add("near changes share a hunk", "".join(lines), "".join(new))
add("block moved", "".join(lines), "".join(lines[10:] + lines[:10]))
add("repeated lines", "a\nb\na\nb\na\nc\n", "b\na\nb\na\nc\na\n")
add("tie of matches", "x\ny\nz\n", "y\nx\nz\ny\n")
long = [("same\n" if i % 2 else f"u{i}\n") for i in range(300)]
new = long[:]
new[40] = "z\n"
new[41:45] = []
new.insert(200, "same\n")
add("a popular line in a long text", "".join(long), "".join(new))
for number in range(6):
    old = [random.choice("abcd") + "\n" for _ in range(random.randint(5, 40))]
    new = old[:]
    for _ in range(random.randint(1, 8)):
        place = random.randrange(len(new) + 1)
        if random.random() < 0.5 and place < len(new):
            new.pop(place)
        else:
            new.insert(place, random.choice("abcde") + "\n")
    add(f"random {number + 1}", "".join(old), "".join(new))

target = pathlib.Path(__file__).parent / "difflib.json"
target.write_text(json.dumps(cases, indent=1))
