"""Runs the targets side by side and tells what was found. Started by scripts/fuzz, which builds them."""

import concurrent.futures
import glob
import os
import re
import resource
import shutil
import subprocess
import sys

from corpus import escaped, pack, unpack

# The longest input of each, in bytes: an agreement of four kilobytes reaches what a longer one does.
TARGETS = {"agreement": 4096, "value": 100, "formula": 300, "line": 600, "keys": 200, "export": 2048}
SECONDS, MEGABYTES = 1, 256
CORPUS = "Tests/Fuzz/Corpus"


def main():
    build, words = sys.argv[1], sys.argv[2:]
    names = [word for word in words if word in TARGETS] or [*TARGETS]
    seconds = next((int(word) for word in words if word.isdigit()), 60)
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        runs = [*pool.map(lambda name: Run(build, name, seconds), names)]
    if "--keep" in words:
        for run in runs:
            run.keep()
    print(f"{'target':<11}{'inputs':>11}{'a second':>10}{'corpus':>8}{'memory':>9}  found")
    for run in runs:
        print(run)
    for run in runs:
        for path in run.found:
            run.show(path)
    return 1 if any(run.found for run in runs) else 0


class Run:
    """One target, fed."""

    def __init__(self, build, name, seconds):
        self.build, self.name = build, name
        self.program = os.path.join(build, "release", "fuzz")
        self.work = os.path.join(build, "corpus", name)
        self.artifacts = os.path.join(build, "found", name)
        shutil.rmtree(self.artifacts, ignore_errors=True)
        os.makedirs(self.artifacts)
        unpack(f"{CORPUS}/{name}.txt", self.work)
        self.log = self.feed(
            self.work, f"-max_total_time={seconds}", f"-max_len={TARGETS[name]}", "-print_final_stats=1").stderr
        with open(os.path.join(build, f"{name}.log"), "w", errors="replace") as file:
            file.write(self.log)
        self.found = [path for path in glob.glob(f"{self.artifacts}/*") if not self.is_noise(path)]
        self.failed = not self.found and self.figure("number_of_executed_units") is None
        if self.failed:
            self.found = [os.path.join(build, f"{name}.log")]

    def feed(self, *more):
        return subprocess.run(
            [self.program, f"--target={self.name}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}",
             f"-artifact_prefix={self.artifacts}/", *more],
            capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL,
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})

    def is_noise(self, path):
        """An input that was slow only because the machine was busy: alone it takes less processor time."""
        if not re.search(r"/(timeout|slow-unit)-", path):
            return False
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [self.program, f"--target={self.name}", "-timeout=60", path], capture_output=True, stdin=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return done.returncode == 0 and used < SECONDS

    def figure(self, name):
        found = re.search(rf"stat::{name}: +(\d+)", self.log)
        return int(found[1]) if found else None

    def keep(self):
        """The fewest inputs that reach every edge the run has reached."""
        small = self.work + ".small"
        shutil.rmtree(small, ignore_errors=True)
        os.makedirs(small)
        self.feed("-merge=1", "-use_counters=0", small, self.work)
        pack(small, f"{CORPUS}/{self.name}.txt")

    def __str__(self):
        cells = [self.figure(name) or 0 for name in ("number_of_executed_units", "average_exec_per_sec", "peak_rss_mb")]
        corpus = len(os.listdir(self.work))
        what = "did not run" if self.failed else ", ".join(os.path.basename(path).split("-")[0] for path in self.found)
        return f"{self.name:<11}{cells[0]:>11,}{cells[1]:>10,}{corpus:>8,}{cells[2]:>6} MB  {what or 'nothing'}"

    def show(self, path):
        with open(path, "rb") as file:
            data = file.read()
        told = re.search(r"^.*(Fatal error: .*|ERROR: libFuzzer: .*)$", self.log, re.M)
        print(f"\nFOUND {self.name}: {told[1] if told else ''}")
        if not self.failed:
            print(f"  {escaped(data)[:300]}\n  again: {self.program} --target={self.name} {path}")
        else:
            print(f"  see {path}")


sys.exit(main())
