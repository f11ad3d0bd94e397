"""Whole processes, measured: wall time, processor time, and peak memory where it can be told."""

import os
import statistics
import subprocess
import time

GNU_TIME = "/usr/bin/time"


class Failed(Exception):
    """A program ended otherwise than it should; the text says how."""


class Side:
    """A program to measure, with what it reads, and on which processors it may run."""

    def __init__(self, name, command, stdin=os.devnull, cores=None):
        self.name, self.command, self.stdin, self.cores = name, command, stdin, cores
        self.times, self.work = [], []

    def output(self):
        """What it prints; also the warm-up."""
        with open(self.stdin, "rb") as stdin:
            done = subprocess.run(self.command, stdin=stdin, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            said = (done.stderr or done.stdout).strip().splitlines() or [f"ended with {done.returncode}"]
            raise Failed(f"{self.name}: {said[0]}")
        return done.stdout

    def run(self):
        """One run with its output thrown away; its seconds are noted, and those its processors worked."""
        mine = os.sched_getaffinity(0)
        if self.cores:
            os.sched_setaffinity(0, sorted(mine)[: self.cores])
        files = [
            (os.POSIX_SPAWN_OPEN, 0, self.stdin, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
        try:
            start = time.perf_counter()
            child = os.posix_spawnp(self.command[0], self.command, os.environ, file_actions=files)
            _, status, used = os.wait4(child, 0)
            self.times.append(time.perf_counter() - start)
            self.work.append(used.ru_utime + used.ru_stime)
        finally:
            os.sched_setaffinity(0, mine)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise Failed(f"{self.name}: ended with {os.waitstatus_to_exitcode(status)}")

    @property
    def seconds(self):
        return statistics.median(self.times)

    @property
    def processor(self):
        return statistics.median(self.work)

    def megabytes(self):
        """Peak memory of one more run, by GNU time; None without it. (What a parent learns of its child on Linux
        begins at the parent's own memory, hence not by this script.)"""
        if not os.access(GNU_TIME, os.X_OK):
            return None
        mine = os.sched_getaffinity(0)
        if self.cores:
            os.sched_setaffinity(0, sorted(mine)[: self.cores])
        try:
            with open(self.stdin, "rb") as stdin:
                done = subprocess.run(
                    [GNU_TIME, "-q", "-f", "%M", *self.command], stdin=stdin, stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE, text=True)
        finally:
            os.sched_setaffinity(0, mine)
        return int(done.stderr.split()[-1]) / 1024


def interleave(sides, rounds):
    """Runs the sides in turn, so that what disturbs the machine disturbs all of them."""
    for i in range(rounds):
        for side in sides if i % 2 == 0 else reversed(sides):
            side.run()


def resident(process):
    """The memory of a running process now, in MB."""
    with open(f"/proc/{process}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
