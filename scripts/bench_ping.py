#!/usr/bin/env python3
"""Measures `pigeon '*' test.ping` with one minion, beside a real Salt's where there is one: bench_ping.py BIN [ROUNDS].

Whole processes: the command line, the master, the minion and back. Salt is `salt` of the search path, or the one beside what
PIGEON_SALT_CALL names; its master and minion are started for it. Then the minion is left alone, and it is counted how often
it wakes up. Exits 1 when a goal is missed: 40 times as fast as Salt, 0.1 % of a core, and no more wake-ups than heartbeats
and what follows from them.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

FASTER = 40
# Seconds without a request, of a heartbeat every 15.
IDLE, HEARTBEAT = 60, 15
# A heartbeat wakes the minion, and again a few seconds later, when the threads that it took are not needed any more. So
# does what gives memory back every half a minute.
WAKES_PER_HEARTBEAT = 4
PORTION = 0.001


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Stage:
    """Programs in a directory of their own, ended with all that they started."""

    def __init__(self, root):
        self.root, self.programs = root, []
        root.mkdir()

    def write(self, name, **settings):
        lines = [f"{key}: {str(value).lower() if isinstance(value, bool) else value}\n" for key, value in settings.items()]
        (self.root / name).write_text("".join(lines))

    def start(self, *command):
        with open(self.root / f"log-{len(self.programs)}", "wb") as log:
            program = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self.programs.append(program)
        return program

    def end(self):
        for program in reversed(self.programs):
            try:
                os.killpg(program.pid, signal.SIGTERM)
                program.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
            except ProcessLookupError:
                program.wait()


def pinged(command):
    """Seconds of one ping; None when the minion did not answer."""
    begin = time.monotonic()
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seconds = time.monotonic() - begin
    return seconds if answer.returncode == 0 and "True" in answer.stdout else None


def await_ping(command, stage, limit):
    deadline = time.monotonic() + limit
    while pinged(command) is None:
        if time.monotonic() > deadline:
            sys.exit(f"{' '.join(command)}: no answer within {limit} s; see {stage.root}")
        time.sleep(0.2)


def start_pigeon(stage, programs):
    port = free_port()
    stage.write("master", id="bench", root_dir=stage.root / "master.d", interface="127.0.0.1", minion_port=port,
                auto_accept=True)
    (stage.root / "m").mkdir()
    stage.write("m/minion", id="bench", root_dir=stage.root / "run", master=f"https://127.0.0.1:{port}")
    stage.start(str(programs / "pigeon-master"), "-c", str(stage.root))
    minion = stage.start(str(programs / "pigeon-minion"), "-c", str(stage.root / "m"))
    return minion, [str(programs / "pigeon"), "-c", str(stage.root), "*", "test.ping"]


def start_salt(stage, salt):
    publish, answer = free_port(), free_port()
    stage.write("master", interface="127.0.0.1", publish_port=publish, ret_port=answer, root_dir=stage.root / "run",
                pki_dir="pki/master", user="root", auto_accept=True, log_level="error")
    stage.write("minion", id="bench", master="127.0.0.1", master_port=answer, root_dir=stage.root / "run",
                pki_dir="pki/minion", user="root", log_level="error")
    stage.start(str(salt.with_name("salt-master")), "-c", str(stage.root))
    stage.start(str(salt.with_name("salt-minion")), "-c", str(stage.root))
    return [str(salt), "-c", str(stage.root), "*", "test.ping"]


def find_salt():
    call = os.environ.get("PIGEON_SALT_CALL")
    found = pathlib.Path(call).with_name("salt") if call else shutil.which("salt")
    return pathlib.Path(found) if found and pathlib.Path(found).exists() else None


def compare(pigeon, salt, rounds):
    """Turn by turn, so that what else the machine does disturbs both. The quickest of each counts."""
    ours, theirs = [], []
    for _ in range(rounds):
        for _ in range(5):
            ours.append(pinged(pigeon))
        if salt:
            theirs.append(pinged(salt))
    if None in ours + theirs:
        sys.exit("a ping got no answer")
    line = f"{'test.ping on one minion':<38} {min(ours) * 1000:>6.1f} ms      "
    if not theirs:
        print(line)
        print("Salt itself is not measured: there is no salt in the search path, and none beside PIGEON_SALT_CALL.")
        return []
    ratio = min(theirs) / min(ours)
    print(f"{line} {min(theirs) * 1000:>6.0f} ms         {ratio:.0f} times as fast", flush=True)
    return [] if ratio >= FASTER else [f"test.ping: {ratio:.1f} times as fast, not {FASTER}"]


def activity(pid):
    """How often the threads of a process have waited for something by now, one by one, and its processor time."""
    switches = {}
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            lines = (thread / "status").read_text().splitlines()
        except OSError:
            continue
        switches[thread.name] = next(line for line in lines if line.startswith("voluntary"))
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return switches, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle(minion):
    """Counts the moments at which the minion did anything: several threads at once are one moment."""
    time.sleep(35)
    before, spent = activity(minion.pid)
    moments, end = 0, time.monotonic() + IDLE
    while time.monotonic() < end:
        time.sleep(0.25)
        now, processor = activity(minion.pid)
        moments += now != before
        before = now
    portion = (processor - spent) / IDLE
    resident = next(line for line in pathlib.Path(f"/proc/{minion.pid}/status").read_text().splitlines()
                    if line.startswith("VmRSS")).split()[1]
    print(f"{'the minion alone for a minute':<38} woke up {moments} times, with a heartbeat every {HEARTBEAT} s; "
          f"{portion * 100:.2f} % of a core, {int(resident) / 1024:.1f} MB", flush=True)
    missed = []
    if moments > WAKES_PER_HEARTBEAT * IDLE / HEARTBEAT:
        missed.append(f"an idle minion wakes up {moments} times a minute")
    if portion > PORTION:
        missed.append(f"an idle minion takes {portion * 100:.2f} % of a core")
    return missed


def main():
    programs, rounds = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 5
    salt = find_salt()
    with tempfile.TemporaryDirectory(prefix="pigeon-bench.", ignore_cleanup_errors=True) as directory:
        own, other = Stage(pathlib.Path(directory) / "pigeon"), Stage(pathlib.Path(directory) / "salt")
        try:
            minion, pigeon = start_pigeon(own, programs)
            await_ping(pigeon, own, 30)
            theirs = None
            if salt:
                theirs = start_salt(other, salt)
                await_ping(theirs, other, 120)
            missed = compare(pigeon, theirs, rounds)
            other.end()
            missed += idle(minion)
        finally:
            own.end()
            other.end()
    for goal in missed:
        print(f"missed: {goal}")
    sys.exit(1 if missed else 0)


main()
