"""Rows that are tests of the package, run with larger counts (PACTO_FUZZ times the usual ones)."""

import os
import re
import subprocess

from table import row
from trials import must

# Name, fault, pattern of the tests, how many times the usual rounds, trials in a usual round.
SUITES = [
    ("any-lines", "any lines and damaged agreements: no trap, no hanging, no traces", "FuzzTests", 5, 4_400),
    ("hostile-text", "hostile text × every field × every output", "HostileTextTests|HostileInputTests", 1, 69 * 22 * 21),
    ("numbers", "number entry: written forms in four forms of writing, 100,000 round trips",
     "FigureTableTests|QuantityReaderTests|QuantityFormatTests", 1, 100_000 + 4 * 322),
    ("undo", "undo and redo: k random commands and k undos give the first state", "UndoLawTests", 5, 200)]


def suite(name, fault, pattern, factor, usual):
    @row(name, fault, full=factor, short=0)
    def run(trials):
        with trials.trial(0, worth=usual * trials.count) as trial:
            done = subprocess.run(
                ["swift", "test", "--skip-build", "--disable-xctest", "--filter", pattern], cwd=trials.soak.root,
                capture_output=True, text=True, stdin=subprocess.DEVNULL,
                env={**os.environ, "PACTO_FUZZ": str(trials.count)})
            trial.write("tests.log", done.stdout + done.stderr)
            ended = re.search(r"Test run with (\d+) tests?.*", done.stdout)
            must(done.returncode == 0 and ended and int(ended[1]) > 0, "the tests pass", done.stdout[-3_000:])

    return run


for entry in SUITES:
    suite(*entry)
