"""Saving and scripts, killed: a file is the whole old or the whole new one, and nothing is left beside it."""

import json
import os
import signal
import time

from table import row
from terminal import Terminal
from trials import must

SAVES = 40
EXPORTS = ["leads-0.csv", "leads-1.csv"]


def contents(trials, trial):
    """The agreement as it is before, and what it is after each save."""
    first = trials.soak.example("northwind.yaml")
    trial.write("plan.yaml", first)
    write_exports(trials, trial)
    files = [first]
    for number in range(SAVES):
        trials.program.commands("plan.yaml", *save(number), folder=trial.folder, HOME=trial.home())
        files.append(trial.read("plan.yaml"))
    must(len(set(files)) == SAVES + 1, "every save changes the file")
    return files


def save(number):
    """Every third time what happened is saved too; then it is another export than the last time."""
    track = [f"track leads-{number % 2}.csv as leads"] if number % 3 == 0 else []
    return [f"set supply {741 + number} per month", *track, "save plan.yaml replace"]


def write_exports(trials, trial):
    """Two exports, of the same leads and of half of them."""
    whole = trials.soak.export("generated.csv")
    trial.write(EXPORTS[0], whole)
    trial.write(EXPORTS[1], whole[:whole.index(b"\n", len(whole) // 2) + 1])


@row("kill-save", "kill -9 at any moment of a save, also of what was tracked", full=300, short=15, on_disk=True)
def kill_save(trials):
    """The program saves again and again; it is killed at a random moment of that."""
    known, usual, left = [], 0.2, 0
    with trials.trial(-1, worth=0) as trial:
        known = contents(trials, trial)
        must(b"digest: " in known[-1], "what was tracked is saved", known[-1])
        trial.write("plan.yaml", known[0])
        began = time.monotonic()
        feed(trials, trial).communicate()
        usual = time.monotonic() - began
    for number in trials:
        with trials.trial(number) as trial:
            trial.write("plan.yaml", known[0])
            there = sorted(["home", "plan.yaml", *EXPORTS])
            write_exports(trials, trial)
            home = trial.home()
            process = feed(trials, trial)
            time.sleep(trial.dice.uniform(0, usual * 1.1))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            found = trial.read("plan.yaml")
            must(found in known, "the file is the whole old or the whole new one", found)
            left += trial.names() != there
            with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                terminal.send("quit\r")
                must(terminal.wait() == 0, "it ends as it should", terminal.shown)
            must(trial.names() == there, "no litter after the next start", trial.names())
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


SCRIPT = "open northwind.yaml\n" + "".join(
    f"set supply {741 + number} per month\ntrack leads-{number % 2}.csv as leads\nexport plan-{number % 4}.md replace check\n"
    f"export leads-{number % 4}.json replace leads, actual_leads\n" for number in range(SAVES))


@row("kill-run", "kill -9 at any moment of a script that tracks and writes below a folder (run … --out)", full=200, short=10,
     on_disk=True)
def kill_run(trials):
    """What it wrote is whole, and the next run leaves nothing of the killed one."""
    usual, names = 0.2, []
    line = ["run", "many.pacto", "--out", "plans", "--replace"]
    left = 0

    def begin(trial):
        trials.soak.write_examples(trial)
        write_exports(trials, trial)
        trial.write("many.pacto", SCRIPT)

    with trials.trial(-1, worth=0) as trial:
        begin(trial)
        began = time.monotonic()
        done = trials.program.run(*line, folder=trial.folder)
        usual = time.monotonic() - began
        must(done.code == 0, "the script works", done)
        names = trial.names("plans")
        must(len(names) == 8, "it writes eight files", names)
    for number in trials:
        with trials.trial(number) as trial:
            begin(trial)
            before = {*trial.names(), "plans"}
            process = trials.program.start(line, trial.folder, stdout=-3, stderr=-3)
            time.sleep(trial.dice.uniform(0, usual * 1.1))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            for name in set(trial.names("plans")) & set(names):
                content = trial.read(f"plans/{name}")
                if name.endswith(".json"):
                    json.loads(content)
                must(content.endswith(b"\n"), f"{name} is whole", content)
            left += not set(trial.names("plans")) <= set(names)
            done = trials.program.run(*line, folder=trial.folder)
            must(done.code == 0, "the next run works", done)
            must(trial.names("plans") == names, "no litter after the next run", trial.names("plans"))
            must({*trial.names()} <= before, "nothing else is made", trial.names())
    trials.note(f"{left} were hit while they wrote")
