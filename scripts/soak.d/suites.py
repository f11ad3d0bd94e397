"""Rows that are tests of the package, with larger counts where a variable of the environment tells them."""

import os
import re
import subprocess

from table import row
from trials import must

# Name, fault, pattern of the tests, the variable that makes more trials of each case, its value. What is counted are
# the cases, as the runner tells them, that many times over.
SUITES = [
    ("journal-damage", "journal cut at every byte, one bit flipped in every byte", "JournalTests", "", 1),
    ("business-time", "business time: by hand in 8 zones; a trial: 200 random moments add up, 4 walks minute by minute agree",
     "BusinessTimeTests|ZoneTests", "PACTO_BUSINESS_TIME", 100),
    ("edits", "random edits on ten differently styled agreements: only what changed differs", "AgreementEditTests",
     "PACTO_EDITS", 50),
    ("any-lines", "any lines (500 a trial), damaged agreements (100): no trap, no hanging, no traces", "FuzzTests",
     "PACTO_FUZZ", 5),
    ("hostile-text", "hostile text: 69 in a field a trial, in every output", "HostileTextTests|HostileInputTests", "", 1),
    ("numbers", "number entry: written forms in four forms of writing; 100,000 round trips",
     "FigureTableTests|QuantityReaderTests|QuantityFormatTests", "", 1),
    ("undo", "undo and redo: 25 sequences of random commands a trial", "UndoLawTests", "PACTO_FUZZ", 5),
    ("minutes", "what was noted, and the minutes, replay to the same numbers", "EditLawTests|MinutesTests|TrackedJournalTests", "PACTO_FUZZ", 20),
    ("editor", "keys, resize, paste, search: the screen is that without a preview, plus its row", "LineEditorTests", "", 1)]


def suite(name, fault, pattern, variable, value):
    @row(name, fault, full=value, short=0, needs_tests=True)
    def run(trials):
        with trials.trial(0) as trial:
            more = {variable: str(trials.count)} if variable else {}
            done = subprocess.run(
                ["swift", "test", "--skip-build", "--disable-xctest", "--filter", pattern], cwd=trials.soak.root,
                capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**os.environ, **more})
            trial.write("tests.log", done.stdout + done.stderr)
            ended = re.search(r"Test run with (\d+) tests?", done.stdout)
            must(done.returncode == 0 and ended and int(ended[1]) > 0, "the tests pass", done.stdout[-3_000:])
            cases = re.findall(r"^✔ Test (?!run).*?(?:with (\d+) test cases? )?passed", done.stdout, re.M)
            trials.done += sum(int(count or 1) for count in cases) * trials.count - 1


for entry in SUITES:
    suite(*entry)
