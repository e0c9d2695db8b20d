"""What goes wrong. Each fault is done while jobs are under way, and is over when it returns."""

import hashlib
import os
import random
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from world import Failure, until


def submitting(ledger, count, during):
    """Submits jobs of different lengths to all minions while something happens."""
    names = list(ledger.world.minions)
    with ThreadPoolExecutor(max_workers=1) as pool:
        happening = pool.submit(during)
        for number in range(count):
            ledger.submit(names[number % len(names)], random.choice(["0", "0.05", "0.3", "1"]))
            # Spread over the fault, however fast jobs are taken.
            time.sleep(random.uniform(0, 0.6))
        happening.result()


def master_killed(world, ledger):
    """At a random moment of a job: before it is stored, published, or its return is."""
    def kill():
        for _ in range(3):
            time.sleep(random.uniform(0, 0.8))
            world.master.restart()
            time.sleep(0.5)
    submitting(ledger, 12, kill)


def minion_killed(world, ledger):
    """At a random moment of a job: received, started, finished, posted."""
    def kill():
        for _ in range(4):
            time.sleep(random.uniform(0, 0.6))
            random.choice(list(world.minions.values())).restart()
    submitting(ledger, 12, kill)


def both_killed(world, ledger):
    def kill():
        time.sleep(random.uniform(0, 0.6))
        world.master.kill()
        world.minions["m1"].kill()
        time.sleep(random.uniform(0, 1))
        world.minions["m1"].start()
        time.sleep(random.uniform(0, 1))
        world.master.start()
    submitting(ledger, 8, kill)


def cable_cut(world, ledger, seconds=3):
    def cut():
        time.sleep(random.uniform(0, 0.5))
        world.cable("m1", "down")
        time.sleep(seconds)
        world.cable("m1", "up")
    submitting(ledger, 8, cut)


def cable_cut_for_minutes(world, ledger):
    cable_cut(world, ledger, 150)


def black_hole(world, ledger, seconds=5):
    def swallow():
        time.sleep(random.uniform(0, 0.5))
        world.black_hole("m1", True)
        time.sleep(seconds)
        world.black_hole("m1", False)
    submitting(ledger, 8, swallow)


def black_hole_for_minutes(world, ledger):
    black_hole(world, ledger, 150)


def hangs(daemon, seconds, ledger, meanwhile=lambda: None):
    def hang():
        time.sleep(random.uniform(0, 0.5))
        daemon.hang()
        try:
            meanwhile()
            time.sleep(seconds)
        finally:
            daemon.go_on()
    submitting(ledger, 8, hang)


def minion_hangs(world, ledger):
    hangs(world.minions["m1"], 5, ledger)


def minion_hangs_for_minutes(world, ledger):
    """The master must notice, by the answers to its heartbeats that don't come."""
    def is_down():
        return "m1" in (world.run("manage.down") or [])
    hangs(world.minions["m1"], 60, ledger, lambda: until("the master takes m1 for gone", is_down, 90))


def master_hangs(world, ledger):
    hangs(world.master, 5, ledger)


def minion_disk_full(world, ledger):
    def fill():
        world.minions["m1"].fill()
        time.sleep(3)
        world.minions["m1"].clear()
    submitting(ledger, 8, fill)


def master_disk_full(world, ledger):
    # A log of the store that has grown is used again and needs no room: a new one does.
    world.master.stop()
    world.master.start()
    world.settle()

    def fill():
        time.sleep(random.uniform(0, 0.3))
        world.master.fill()
        time.sleep(3)
        world.master.clear()
    submitting(ledger, 8, fill)


def store(world):
    return f"{world.master.home}/pigeon.db"


def store_locked(world, ledger):
    """Another process holds the database for longer than SQLite waits."""
    def lock():
        holder = subprocess.Popen(["sqlite3", store(world)], stdin=subprocess.PIPE, text=True)
        holder.stdin.write("BEGIN EXCLUSIVE;\n")
        holder.stdin.flush()
        time.sleep(8)
        holder.stdin.write("ROLLBACK;\n")
        holder.stdin.close()
        holder.wait()
    submitting(ledger, 6, lock)


def store_truncated(world, ledger):
    """A master whose database is half of what it was must refuse to start, say so, and leave it as it is."""
    ledger.submit("m1", "0")
    world.master.stop()
    path = store(world)
    files = [path + suffix for suffix in ("", "-wal", "-shm") if os.path.exists(path + suffix)]
    for file in files:
        shutil.copy2(file, f"{world.directory}/{os.path.basename(file)}.kept")
    for file in files[1:]:
        os.unlink(file)
    os.truncate(path, os.path.getsize(path) // 2 // 4096 * 4096 + 1000)
    before = digest(path)
    world.master.start()
    try:
        code = world.master.process.wait(30)
    except subprocess.TimeoutExpired as problem:
        raise Failure("the master runs on half a database") from problem
    if code == 0:
        raise Failure("the master ended with exit code 0 on half a database")
    if digest(path) != before:
        raise Failure("the master has written into a damaged database")
    with open(world.master.log, encoding="utf-8") as log:
        last = log.read().splitlines()[-8:]
    if not any("pigeon.db" in line for line in last):
        raise Failure("the master does not say which file is damaged:\n" + "\n".join(last))
    for file in files:
        shutil.copy2(f"{world.directory}/{os.path.basename(file)}.kept", file)
    world.master.start()


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def clock_jumps(daemon, shifts, ledger):
    """The time of day of a running program is set again and again, then it goes on with the right one."""
    daemon.kill()
    daemon.start(shifted=True)
    daemon.world.wait_for_master()
    for shift in shifts:
        daemon.set_clock(shift)
        ledger.submit("m1", "0.1")
        ledger.submit("m2", "0.1")
        time.sleep(random.uniform(0, 2))
    daemon.restart()
    daemon.world.wait_for_master()
    ledger.submit("m1", "0")


def minion_clock_jumps(world, ledger):
    clock_jumps(world.minions["m1"], [3600, -3600, 3 * 86400, 0], ledger)


def master_clock_jumps(world, ledger):
    clock_jumps(world.master, [3600, -3600, 0], ledger)


SHORT = [master_killed, minion_killed, both_killed, cable_cut, black_hole, minion_hangs, master_hangs,
         minion_disk_full, master_disk_full, store_locked, store_truncated, minion_clock_jumps, master_clock_jumps]
LONG = [cable_cut_for_minutes, black_hole_for_minutes, minion_hangs_for_minutes]
