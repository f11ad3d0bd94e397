"""Standard output that takes nothing: an answer that is not written never counts as one."""

import itertools
import os

from program import Outcome, shell_code
from table import row
from trials import must

FORMATS = ["text", "json", "markdown", "csv"]
COMMANDS = [
    "show", "show leads, utilization", "list", "leads", "quota * 10%", "why leads", "check", "capacity",
    "capacity chart", "compare base, cautious", "scenario", "set reps[SDR] 7", "show agreement", "levers",
    "solve reps[SDR] for utilization <= 100%", "sweep reps[SDR] 4 to 10", "simulate 1000 seed 1", "help",
    "assert quota > 1", "print \"{total(leads)}\""]
# What the program is asked for without -c.
WHOLE = [["check", "northwind.yaml"], ["run", "quarter.pacto", "--replace"], ["--version"], ["--help"]]


def cases():
    """Arguments, and whether the answer has anything in that format."""
    for name, command in itertools.product(FORMATS, COMMANDS):
        yield ["demo", "--format", name, "-c", command]
    yield from WHOLE


def has_answer(trials, trial, arguments):
    return bool(trials.program.run(*arguments, folder=trial.folder).output)


@row("output-full", "standard output full", full=1)
def output_full(trials):
    """`>/dev/full`: 74 and a sentence."""
    for number, arguments in trials.among(cases()):
        with trials.trial(number) as trial:
            trials.soak.write_examples(trial)
            if not has_answer(trials, trial, arguments):
                continue
            with open("/dev/full", "wb") as full:
                done = trials.program.run(*arguments, folder=trial.folder, stdout=full)
            must(done.code == 74, f"{' '.join(arguments)} ends in 74, not {done.code}", done)
            must("could not be written" in done.said, "it says that the answer could not be written", done)


@row("output-closed", "standard output closed", full=1)
def output_closed(trials):
    """The reader is gone, or goes after a line (`head -1`): a quiet 141. No output at all (`>&-`): 74."""
    for number, arguments in trials.among(cases()):
        with trials.trial(number, worth=3) as trial:
            trials.soak.write_examples(trial)
            if not has_answer(trials, trial, arguments):
                continue
            read, write = os.pipe()
            os.close(read)
            gone = trials.program.run(*arguments, folder=trial.folder, stdout=write)
            os.close(write)
            must(gone.code == 141, f"{' '.join(arguments)}: a reader that is gone gives 141, not {gone.code}", gone)
            must(not gone.errors, "nothing is said about it", gone)
            head = leaving_reader(trials, trial, arguments)
            must(head.code in (0, 1, 141), f"{' '.join(arguments)}: a reader that leaves gives 141, not {head.code}", head)
            must(not head.errors, "nothing is said about it", head)
            line = f'"$0" "$@" >&-'
            none = trials.program.run(
                "-c", line, trials.program.path, *arguments, folder=trial.folder, executable="/bin/sh")
            must(none.code == 74, f"{' '.join(arguments)}: no output at all gives 74, not {none.code}", none)


def leaving_reader(trials, trial, arguments):
    """`| head -1`"""
    process = trials.program.start(arguments, trial.folder)
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    code = process.wait()
    return Outcome(shell_code(code), b"", errors)
