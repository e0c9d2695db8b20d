#!/usr/bin/env python3
"""Measures state runs as whole processes, beside a real Salt where there is one: bench_states.py PIGEON [ROUNDS].

Salt is `salt-call` of the search path, or what PIGEON_SALT_CALL names. Exits 1 when a goal is missed: 30 times as fast as
Salt, a third of its memory, and time that grows no faster than the number of states.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

FASTER, LEANER = 30, 3
# How much more than linear the growth from one size to the next may look: the noise of a shared machine.
NOISE = 1.3
SIZES = (1000, 3000, 10000)


def states(count, chained=False):
    lines = ["#!yaml"]
    for number in range(count):
        lines.append(f"state-{number}:\n  test.nop:" + ("" if chained and number else " []"))
        if chained and number:
            lines.append(f"    - require:\n      - test: state-{number - 1}")
    return "\n".join(lines) + "\n"


def files(count, root):
    return f"""\
{{% for number in range({count}) %}}
{root}/made/file-{{{{ number }}}}.conf:
  file.managed:
    - source: salt://template.conf
    - template: jinja
    - makedirs: True
    - context:
        number: {{{{ number }}}}
{{% endfor %}}
"""


TEMPLATE = """\
# {{ grains['id'] }}, number {{ number }}
{% for port in range(8000, 8010) -%}
listen {{ port + number }}{% if port is even %} ssl{% endif %}
{% endfor %}
"""

SLS = """\
{%% set name = 'part-%d' %%}
{{ name }}-directory:
  test.nop:
    - name: /srv/{{ name }}
{%% for number in range(3) %%}
{{ name }}-{{ number }}:
  test.nop:
    - require:
      - test: {{ name }}-directory
    - watch_in:
      - test: {{ name }}-end
{%% endfor %%}
{{ name }}-end:
  test.nop: []
"""


def lay_out(root):
    tree = root / "states"
    tree.mkdir()
    for size in SIZES:
        (tree / f"nop{size}.sls").write_text(states(size))
        (tree / f"chain{size}.sls").write_text(states(size, chained=True))
    (tree / "chain300.sls").write_text(states(300, chained=True))
    (tree / "files.sls").write_text(files(200, root))
    (tree / "template.conf").write_text(TEMPLATE)
    names = [f"part{number}" for number in range(100)]
    for number, name in enumerate(names):
        (tree / f"{name}.sls").write_text(SLS % number)
    (tree / "top.sls").write_text("base: {'*': %s}\n" % json.dumps(names))
    settings = {
        "id": "bench", "root_dir": str(root / "run"), "file_client": "local", "file_roots": {"base": [str(tree)]},
        "pillar_roots": {"base": []}, "log_level": "quiet", "log_file": "/dev/null",
    }
    (root / "minion").write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in settings.items()))


def measure(command, root, expected):
    """Seconds and peak MB of one process. Its answer must hold as many states as expected."""
    # Set aside and not removed: while inodes are freshly deleted, ext4 searches long for one that it may give out.
    if (root / "made").exists():
        (root / "made").rename(tempfile.mkdtemp(prefix="aside.", dir=root))
    with open(root / "answer", "w+b") as answer, open(root / "errors", "w+b") as errors:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=answer, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    text = (root / "answer").read_text()
    try:
        found = len(json.loads(text)["local"])
    except (ValueError, KeyError, TypeError):
        found = 0
    if process.returncode or found != expected:
        sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}, {found} of {expected} states\n"
                 f"{text[:2000]}\n{(root / 'errors').read_text()[:2000]}")
    return seconds, usage.ru_maxrss / 1024


def best(command, root, expected, rounds):
    """The quickest of some runs, which is the one that other work disturbed least, and the largest memory."""
    runs = [measure(command, root, expected) for _ in range(rounds)]
    return min(run[0] for run in runs), max(run[1] for run in runs)


def main():
    pigeon, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    salt = os.environ.get("PIGEON_SALT_CALL") or shutil.which("salt-call")
    with tempfile.TemporaryDirectory(prefix="pigeon-bench.") as directory:
        root = pathlib.Path(directory)
        lay_out(root)
        missed = beside_salt(pigeon, salt, root, rounds) + growth(pigeon, root, rounds)
    for goal in missed:
        print(f"missed: {goal}")
    sys.exit(1 if missed else 0)


def call(program, root, *words):
    return [*program, "--local", "-c", str(root), "--out", "json", *words]


def beside_salt(pigeon, salt, root, rounds):
    missed = []
    print(f"\n{'state runs, whole processes':<38} {'pigeon':>9} {'MB':>5} {'Salt':>9} {'MB':>5}")
    cases = [
        ("apply 1,000 test.nop", ("state.apply", "nop1000"), 1000),
        ("apply 300 in a chain of require", ("state.apply", "chain300"), 300),
        ("apply 200 rendered file.managed", ("state.apply", "files"), 200),
        ("show_lowstate of 100 SLS files", ("state.show_lowstate",), 500),
    ]
    for name, words, expected in cases:
        seconds, memory = best(call([pigeon, "call"], root, *words), root, expected, rounds)
        line = f"{name:<38} {seconds * 1000:>6.0f} ms {memory:>5.0f}"
        if salt:
            theirs, size = best(call([salt], root, *words), root, expected, min(rounds, 3))
            line += f" {theirs * 1000:>6.0f} ms {size:>5.0f}   {theirs / seconds:.0f} times as fast"
            if theirs < FASTER * seconds:
                missed.append(f"{name}: {theirs / seconds:.1f} times as fast, not {FASTER}")
            if expected == 1000 and size < LEANER * memory:
                missed.append(f"{name}: {memory:.0f} MB is more than a third of {size:.0f} MB")
        print(line, flush=True)
    if not salt:
        print("Salt itself is not measured: there is no salt-call in the search path, and none in PIGEON_SALT_CALL.")
    return missed


def growth(pigeon, root, rounds):
    missed = []
    print(f"\n{'growth':<38} " + " ".join(f"{size:>9,}" for size in SIZES))
    for kind, name in (("nop", "apply test.nop"), ("chain", "apply a chain of require")):
        times = [
            best(call([pigeon, "call"], root, "state.apply", f"{kind}{size}"), root, size, rounds)[0] for size in SIZES
        ]
        print(f"{name:<38} " + " ".join(f"{seconds * 1000:>6.0f} ms" for seconds in times), flush=True)
        for (small, less), (large, more) in zip(zip(SIZES, times), zip(SIZES[1:], times[1:])):
            if more > NOISE * less * large / small:
                missed.append(f"{name}: {large:,} states take {more / less:.1f} times as long as {small:,}")
    return missed


main()
