"""Saving, killed: the file is the whole old or the whole new one, and nothing is left beside it."""

import os
import signal
import time

from table import row
from terminal import Terminal
from trials import must

SAVES = 40


def contents(trials, trial):
    """The agreement as it is before, and what it is after each save."""
    first = trials.soak.example("northwind.yaml")
    trial.write("plan.yaml", first)
    files = [first]
    for number in range(SAVES):
        trials.program.commands("plan.yaml", *save(number), folder=trial.folder, HOME=trial.home())
        files.append(trial.read("plan.yaml"))
    must(len(set(files)) == SAVES + 1, "every save changes the file")
    return files


def save(number):
    return [f"set supply {741 + number} per month", "save plan.yaml replace"]


@row("kill-save", "kill -9 at any moment of a save", full=300, short=30, on_disk=True)
def kill_save(trials):
    """The program saves again and again; it is killed at a random moment of that."""
    known, usual, left = [], 0.2, 0
    with trials.trial(-1, worth=0) as trial:
        known = contents(trials, trial)
        trial.write("plan.yaml", known[0])
        began = time.monotonic()
        feed(trials, trial).communicate()
        usual = time.monotonic() - began
    for number in trials:
        with trials.trial(number) as trial:
            trial.write("plan.yaml", known[0])
            home = trial.home()
            process = feed(trials, trial)
            time.sleep(trial.dice.uniform(0, usual * 1.1))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            found = trial.read("plan.yaml")
            must(found in known, "the file is the whole old or the whole new one", found)
            left += trial.names() != ["home", "plan.yaml"]
            with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                terminal.send("quit\r")
                must(terminal.wait() == 0, "it ends as it should", terminal.shown)
            must(trial.names() == ["home", "plan.yaml"], "no litter after the next start", trial.names())
    trials.note(f"{left} were hit while they wrote")


def feed(trials, trial):
    """A program with all the saves in its input."""
    lines = "".join(f"{line}\n" for number in range(SAVES) for line in save(number))
    read, write = os.pipe()
    process = trials.program.start(
        ["plan.yaml"], trial.folder, HOME=trial.home(), stdin=read, stdout=-3, stderr=-3)
    os.close(read)
    os.write(write, lines.encode())
    os.close(write)
    return process
