"""Runs the rows and prints one table. Started by scripts/soak, which builds what is needed."""

import argparse
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from program import Program
from table import ROWS
from trials import Trials

import agreements  # noqa: F401  each of these enters its rows in the table
import disks  # noqa: F401
import endings  # noqa: F401
import exports  # noqa: F401
import faults  # noqa: F401
import hostile  # noqa: F401
import meetings  # noqa: F401
import outputs  # noqa: F401
import sameness  # noqa: F401
import saving  # noqa: F401
import suites  # noqa: F401


class Soak:
    """Where things are, and how much is tried."""

    def __init__(self, options, scratch, disk):
        self.program = Program(options.pacto)
        self.root, self.seed, self.is_short = options.root, options.seed, options.short
        self.trials, self.trial = options.trials, options.trial
        self.scratch, self.disk = scratch, disk
        self.evidence = os.path.join(self.root, ".build", "soak")
        self.library = os.path.join(self.root, ".build", "soak-cache", "fail_nth.so")
        self.cache = os.path.join(self.root, ".build", "soak-cache")

    def prepare(self, rows):
        """What the rows need: a place for what fails, the library that makes calls fail, perhaps the package's tests."""
        shutil.rmtree(self.evidence, ignore_errors=True)
        for folder in (self.evidence, self.cache):
            os.makedirs(folder, exist_ok=True)
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fail_nth.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self.library, source, "-ldl"], check=True)
        if any(row.needs_tests for row in rows):
            print("soak: building the tests …", file=sys.stderr, flush=True)
            subprocess.run(["swift", "build", "--build-tests", "--quiet"], cwd=self.root, check=True)

    def example(self, name):
        """The bytes of an example that comes with the program."""
        with open(os.path.join(self.root, "Sources", "Shell", "Examples", name), "rb") as file:
            return file.read()

    def export(self, name):
        """The bytes of a small export of a CRM."""
        with open(os.path.join(self.exports, name), "rb") as file:
            return file.read()

    @property
    def exports(self):
        return os.path.join(self.root, "Tests", "LeadsTests", "Exports")

    def write_examples(self, trial):
        for name in ("northwind.yaml", "quarter.pacto"):
            trial.write(name, self.example(name))
        trial.write("leads.csv", self.export("generated.csv"))

    def run(self, name):
        """One row: its name, trials, failures, seconds and notes."""
        row = ROWS[name]
        count = self.trials or (row.short if self.is_short else row.full)
        trials = Trials(self, name, count, self.trial)
        row.function(trials)
        print(f"soak: {name} …{' FAILED' if trials.failures else ''}", file=sys.stderr, flush=True)
        return name, trials.done, trials.failures, trials.seconds, trials.notes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pacto", required=True)
    parser.add_argument("--root", required=True)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", type=int)
    parser.add_argument("--trial", type=int)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("rows", nargs="*")
    options = parser.parse_args()
    if options.list:
        for name, row in ROWS.items():
            print(f"  {name:<20}{row.fault}")
        return 0
    for name in options.rows:
        if name not in ROWS:
            sys.exit(f"soak: no row is called {name}: {', '.join(ROWS)}")
    names = options.rows or [name for name, row in ROWS.items() if row.short or not options.short]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # In memory where that is possible: flushing costs nothing there, and a kill, unlike a power cut, knows no difference.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with (tempfile.TemporaryDirectory(prefix="pacto-soak-", dir=memory) as scratch,
          tempfile.TemporaryDirectory(prefix="pacto-soak-") as disk):
        soak = Soak(options, os.path.realpath(scratch), os.path.realpath(disk))
        soak.prepare([ROWS[name] for name in names])
        with multiprocessing.get_context("fork").Pool(min(options.jobs, len(names))) as pool:
            results = {result[0]: result for result in pool.imap_unordered(soak.run, names)}
    return show([results[name] for name in names], soak)


def show(results, soak):
    lines = [["row", "fault", "trials", "failed", "seconds", ""]]
    for name, done, failures, seconds, notes in results:
        lines.append([name, ROWS[name].fault, f"{done:,}", str(len(failures)), f"{seconds:.1f}", "; ".join(notes)])
    widths = [max(len(line[i]) for line in lines) for i in range(5)]
    print()
    for line in lines:
        cells = [cell.rjust(widths[i]) if i in (2, 3, 4) else cell.ljust(widths[i]) for i, cell in enumerate(line[:5])]
        print("  ".join([*cells, line[5]]).rstrip())
    failed = False
    for name, _, failures, _, _ in results:
        for number, what in failures[:5]:
            failed = True
            print(f"\nFAILED {name}, trial {number}: {what}")
            print(f"  again: scripts/soak {name} --seed {soak.seed} --trial {number}")
    print(f"\nSeed {soak.seed}.", f"What failed is kept in {os.path.relpath(soak.evidence, soak.root)}." if failed else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
