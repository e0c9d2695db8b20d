"""A master and minions in network namespaces of their own, below one directory: what can be cut, killed and filled."""

import json
import os
import shutil
import signal
import subprocess
import time


class Failure(Exception):
    """The world itself does not do what it should: the run is worth nothing."""


def run(*words, check=True, timeout=60):
    """Runs a program to its end and gives what it said; exit codes other than 0 are failures unless `check` is false."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=timeout, check=False)
    if check and done.returncode != 0:
        raise Failure(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def until(what, condition, seconds=120):
    """Waits until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Failure(f"not so after {seconds} s: {what}")
        time.sleep(0.1)


class Daemon:
    """A master or minion: its configuration, its directory (a small disk of its own), its process."""

    def __init__(self, world, program, name, namespace):
        self.world, self.program, self.name, self.namespace = world, program, name, namespace
        self.home = f"{world.directory}/{name}"
        self.configuration = f"{world.directory}/{name}-etc"
        self.log = f"{world.directory}/{name}.log"
        self.shift = f"{world.directory}/{name}.shift"
        self.process = None
        self.kills = 0
        os.makedirs(self.home)
        os.makedirs(self.configuration)
        run("mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", self.home)

    def configure(self, text):
        with open(f"{self.configuration}/{self.program}", "w", encoding="utf-8") as file:
            file.write(text)

    def start(self, shifted=False):
        """`shifted`: its time of day is what `set_clock` says."""
        environment = dict(os.environ)
        if shifted:
            self.set_clock(0)
            environment.update(LD_PRELOAD=self.world.clock, WALL_CLOCK_SHIFT=self.shift)
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["nsenter", f"--net=/run/netns/{self.namespace}",
                 f"{self.world.programs}/pigeon-{self.program}", "-c", self.configuration],
                stdout=log, stderr=log, env=environment, start_new_session=True)

    def set_clock(self, seconds):
        """How far its time of day is from the true one."""
        with open(f"{self.shift}.new", "w", encoding="utf-8") as file:
            file.write(f"{seconds}\n")
        os.rename(f"{self.shift}.new", self.shift)

    def kill(self):
        """As a crash: no time to say anything. What it started dies with it, as a crash of the host has it."""
        self.kills += 1
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()

    def restart(self):
        self.kill()
        self.start()

    def hang(self):
        """It does nothing more, and its kernel goes on to acknowledge what it is sent. What it started goes on, too."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def fill(self):
        """Leaves no byte free on its disk."""
        with open(f"{self.home}/filler", "wb", buffering=0) as filler:
            block = bytes(1 << 16)
            try:
                while True:
                    filler.write(block)
            except OSError:
                pass

    def clear(self):
        os.unlink(f"{self.home}/filler")

    def remove(self):
        run("umount", "-l", self.home, check=False)


class World:
    """One master, minions `m1`, `m2` ..., and a bridge between them."""

    def __init__(self, directory, programs, count=2):
        self.directory, self.programs, self.count = directory, programs, count
        self.tag = f"pg{os.getpid()}"
        self.hub = f"{self.tag}-hub"
        self.marks = f"{directory}/marks"
        self.clock = f"{directory}/clock.so"
        run("clang", "-shared", "-fPIC", "-o", self.clock, f"{os.path.dirname(os.path.abspath(__file__))}/wall_clock.c")
        for tree in ("marks", "states", "pillar"):
            os.makedirs(f"{directory}/{tree}")
        self.lay_cables()
        self.master = Daemon(self, "master", "master", self.hub)
        self.master.configure(
            f"id: soak\nroot_dir: {self.master.home}\ninterface: 10.77.0.1\nauto_accept: true\nlog_level: info\n"
            f"file_roots: {{base: [{directory}/states]}}\npillar_roots: {{base: [{directory}/pillar]}}\n")
        self.minions = {}
        for number in range(1, count + 1):
            name = f"m{number}"
            minion = Daemon(self, "minion", name, f"{self.tag}-{name}")
            minion.configure(f"id: {name}\nroot_dir: {minion.home}\nmaster: https://10.77.0.1:4505\n")
            self.minions[name] = minion

    def lay_cables(self):
        run("ip", "netns", "add", self.hub)
        run("ip", "-n", self.hub, "link", "set", "lo", "up")
        run("ip", "-n", self.hub, "link", "add", "bridge", "type", "bridge")
        run("ip", "-n", self.hub, "addr", "add", "10.77.0.1/24", "dev", "bridge")
        run("ip", "-n", self.hub, "link", "set", "bridge", "up")
        for number in range(1, self.count + 1):
            space, cable = f"{self.tag}-m{number}", f"m{number}"
            run("ip", "netns", "add", space)
            run("ip", "-n", self.hub, "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
            run("ip", "-n", self.hub, "link", "set", cable, "master", "bridge", "up")
            run("ip", "-n", space, "link", "set", "lo", "up")
            run("ip", "-n", space, "addr", "add", f"10.77.0.{10 + number}/24", "dev", "eth0")
            run("ip", "-n", space, "link", "set", "eth0", "up")

    def start(self):
        self.master.start()
        self.wait_for_master()
        for minion in self.minions.values():
            minion.start()
        self.settle()

    def wait_for_master(self):
        until("the master answers", lambda: self.pigeon("key", "list").returncode == 0)

    @property
    def kills(self):
        """How often a daemon has been killed by now."""
        return sum(daemon.kills for daemon in [self.master, *self.minions.values()])

    def settle(self):
        """Waits until every minion answers."""
        until("all minions answer", lambda: self.ask("*", "test.ping") == {name: True for name in self.minions})

    def cable(self, minion, state):
        """`down` and `up`: as somebody who pulls it out."""
        run("ip", "-n", self.hub, "link", "set", minion, state)

    def black_hole(self, minion, is_open):
        """Packets of a minion vanish, both ways, without a word to either side."""
        number = int(minion[1:])
        for chain, flag in (("INPUT", "-s"), ("OUTPUT", "-d")):
            run("nsenter", f"--net=/run/netns/{self.hub}", "iptables", "-A" if is_open else "-D", chain, flag,
                f"10.77.0.{10 + number}", "-j", "DROP")

    def pigeon(self, *words, timeout=60):
        return run(f"{self.programs}/pigeon", "-c", self.master.configuration, *words, check=False, timeout=timeout)

    def ask(self, *words):
        """What minions return, or None when the command fails."""
        return self.answer("--static", *words)

    def run(self, *words):
        """What a runner returns, or None when it fails."""
        return self.answer("run", *words)

    def answer(self, *words):
        done = self.pigeon(*words, "--out", "json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def remove(self, keep=False):
        """Ends everything; `keep` leaves logs and configuration for a look."""
        for daemon in [*self.minions.values(), self.master]:
            daemon.stop()
            daemon.remove()
        for space in [self.hub, *(f"{self.tag}-m{number}" for number in range(1, self.count + 1))]:
            run("ip", "netns", "del", space, check=False)
        if not keep:
            shutil.rmtree(self.directory, ignore_errors=True)
