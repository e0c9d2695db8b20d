"""What was asked of the minions, what they did, and what the master says of it."""

import itertools
import json
import os
import time
from dataclasses import dataclass


@dataclass
class Job:
    """One job for one minion. It writes `run` when it begins and `end` when it is over into a file of its own."""

    minion: str
    token: str
    jid: str = ""


class Ledger:
    """Submits jobs and judges, when all is calm again, what became of each."""

    numbers = itertools.count(1)

    def __init__(self, world):
        self.world = world
        self.jobs = []
        self.count = {"kills": 0, "submitted": 0, "not taken": 0, "succeeded": 0, "failed": 0, "lost": 0,
                      "run twice": 0, "false success": 0}

    def submit(self, minion, seconds):
        """One job that takes so long. A master that is down does not take it, and says so with its exit code."""
        job = Job(minion, f"job{next(self.numbers)}")
        mark = f"{self.world.marks}/{job.token}"
        done = self.world.pigeon(
            "--async", "--out", "json", minion, "cmd.run", f"echo run >>{mark}; sleep {seconds}; echo end >>{mark}")
        words = done.stdout.split()
        self.jobs.append(job)
        self.count["submitted"] += 1
        if done.returncode == 0 and words:
            job.jid = words[-1].strip('"')
        else:
            self.count["not taken"] += 1

    def marks(self, job):
        path = f"{self.world.marks}/{job.token}"
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().split()

    def answer(self, job):
        """The return of a job, or None while the master has none."""
        done = self.world.pigeon("--out", "json", "jobs", "show", job.jid)
        # 1 is a job that is shown and is no success (yet).
        if done.returncode not in (0, 1) or not done.stdout.startswith("{"):
            return None
        return json.loads(done.stdout).get("Result", {}).get(job.minion)

    def judge(self, patience=150):
        """Waits until the master knows of every job what became of it, then looks for lies.

        Returns a sentence for each.
        """
        problems = []
        end = time.monotonic() + patience
        for job in self.jobs:
            answer = self.answer(job) if job.jid else None
            while job.jid and answer is None and time.monotonic() < end:
                time.sleep(0.3)
                answer = self.answer(job)
            marks = self.marks(job)
            name = f"{job.token} ({job.jid or 'not taken'}) on {job.minion}: {' '.join(marks) or 'did not run'}"
            if marks.count("run") > 1:
                self.count["run twice"] += 1
                problems.append(f"run twice: {name}")
            if not job.jid:
                continue
            if answer is None:
                self.count["lost"] += 1
                problems.append(f"no answer: {name}")
            elif answer.get("success") and marks != ["run", "end"]:
                self.count["false success"] += 1
                problems.append(f"false success: {name}: {answer}")
            else:
                self.count["succeeded" if answer.get("success") else "failed"] += 1
        self.jobs = []
        return problems
