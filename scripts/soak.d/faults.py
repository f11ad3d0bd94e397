"""Calls to the system that fail: the N-th of each kind, for everything the program writes."""

import errno
import itertools
import os

from table import row
from terminal import Terminal
from trials import must

CALLS = ["open", "write", "fsync", "close", "rename"]
REASONS = [errno.ENOSPC, errno.EIO]
CHANGE = "set supply 800 per month"
TRACK = "track leads.csv as leads"
# What is written, by which lines; the agreement itself comes first.
WRITERS = {
    "plan.yaml": [CHANGE, "save plan.yaml replace"], "copy.yaml": [CHANGE, "save copy.yaml replace"],
    "tracked.yaml": [TRACK, "save tracked.yaml replace"], "out.md": [CHANGE, "export out.md replace check"],
    "out.csv": [CHANGE, "export out.csv replace leads"], "out.json": [CHANGE, "export out.json replace check"],
    "out.pacto": [CHANGE, TRACK, "export out.pacto replace"]}
# What is read for it.
READ = ["plan.yaml", "leads.csv"]
# What the program says for the reasons that are tried.
SAID = {errno.ENOSPC: "The disk is full.", errno.EIO: "Input/output error"}


def faulty(trials, trial, call, at, reason, below=None, on=False):
    """The environment in which that call fails."""
    return {
        "LD_PRELOAD": trials.soak.library, "FAIL_BELOW": below or trial.folder, "FAIL_CALL": call,
        "FAIL_AT": str(at), "FAIL_ERRNO": str(reason), "FAIL_LOG": os.path.join(trials.soak.scratch, f"log-{os.getpid()}"),
        "FAIL_ON": "1" if on else None}


def failed_call(trials):
    """What was made to fail, as `call mode path`; None where nothing was."""
    path = os.path.join(trials.soak.scratch, f"log-{os.getpid()}")
    try:
        with open(path) as file:
            lines = [line.rstrip("\n") for line in file if line.endswith(" failed\n")]
        os.remove(path)
    except FileNotFoundError:
        return None
    return lines[0] if lines else None


def from_one_on(attempt):
    """N = 1, 2, … until nothing fails any more."""
    for at in itertools.count(1):
        if not attempt(at):
            return at - 1


@row("nth-save", "the N-th open, read, write, flush, close or rename fails: track, save and exports", full=1)
def nth_save(trials):
    """Either it failed: not 0, with the file and the reason, and the old file is whole. Or it is written, whole."""
    calls = [*CALLS, "read"]
    cases = [*itertools.product(WRITERS, calls, REASONS[:1] if trials.is_short else REASONS)]
    for number, (name, call, reason) in trials.among(cases):
        from_one_on(lambda at: nth_of_save(trials, number, name, call, reason, at))


def nth_of_save(trials, number, name, call, reason, at):
    hit = None
    with trials.trial(number) as trial:
        trials.soak.write_examples(trial)
        os.rename(trial.path("northwind.yaml"), trial.path("plan.yaml"))
        old = trial.read("plan.yaml")
        if name != "plan.yaml":
            old = b"what stood here before\n"
            trial.write(name, old)
        before = trial.names()

        def run(**more):
            return trials.program.commands("plan.yaml", *WRITERS[name], folder=trial.folder, **more)

        done = run(**faulty(trials, trial, call, at, reason))
        hit = failed_call(trials)
        what = f"{name}: the {at}. {call} fails ({hit})"
        found, names = trial.read(name), trial.names()
        must(names == before, f"{what}: nothing is left behind", names, done)
        if done.code == 0:
            new = run().code == 0 and trial.read(name)
            must(found == new, f"{what}, and it ends in 0 without a whole new file", done)
            if call == "fsync" and hit and not hit.endswith(f"{trial.folder} failed"):
                must(False, f"{what}, and it says nothing", done)
        else:
            must(found == old, f"{what}: the old file is whole", done)
            must(done.code == 2, f"{what}: it ends in 2, not {done.code}", done)
            must(hit is not None, "it fails only where a call failed", done)
            must(SAID[reason] in done.said, f"{what}: it says why", done)
            must(any(one in done.said for one in [name, *READ]), f"{what}: it says which file", done)
    return hit


@row("nth-run", "the N-th call fails: a script that writes below a folder (run … --out)", full=1)
def nth_run(trials):
    """Every file that it writes is the whole old or the whole new one; it ends in 0 only with all of them new."""
    calls = [*CALLS, "read", "mkdir"]
    cases = [*itertools.product(["old", "none"], calls, REASONS[:1] if trials.is_short else REASONS)]
    for number, (there, call, reason) in trials.among(cases):
        from_one_on(lambda at: nth_of_run(trials, number, there, call, reason, at))


SCRIPT = ["run", "quarter.pacto", "--out", "plans", "--replace"]
OUT = ["plan.json", "plan.md"]


def nth_of_run(trials, number, there, call, reason, at):
    """`there`: what the folder holds before."""
    hit, old = None, b"what stood here before\n" if there == "old" else None
    with trials.trial(number) as trial:
        trials.soak.write_examples(trial)
        if old:
            os.mkdir(trial.path("plans"))
            for name in OUT:
                trial.write(f"plans/{name}", old)
        before = trial.names()
        done = trials.program.run(*SCRIPT, folder=trial.folder, **faulty(trials, trial, call, at, reason))
        hit = failed_call(trials)
        what = f"{there}: the {at}. {call} fails ({hit})"
        found = {name: trial.read(f"plans/{name}") for name in OUT}
        must(set(trial.names("plans")) <= set(OUT), f"{what}: nothing is left behind", trial.names("plans"), done)
        must(set(trial.names()) <= {*before, "plans"}, f"{what}: nothing else is made", trial.names(), done)
        new = trials.program.run(*SCRIPT, folder=trial.folder)
        must(new.code == 0, f"{what}: the next run works", new)
        whole = {name: trial.read(f"plans/{name}") for name in OUT}
        if done.code == 0:
            must(found == whole, f"{what}, and it ends in 0 without whole new files", done)
            if call == "fsync" and hit and not hit.endswith("plans failed") and not hit.endswith(f"{trial.folder} failed"):
                must(False, f"{what}, and it says nothing", done)
        else:
            must(done.code == 2, f"{what}: it ends in 2, not {done.code}", done)
            must(hit is not None, "it fails only where a call failed", done)
            for name in OUT:
                must(found[name] in (old, whole[name]), f"{what}: {name} is the whole old or new one", found[name], done)
            must(SAID[reason] in done.said, f"{what}: it says why", done)
            must(any(name in done.said for name in [*OUT, "plans", "quarter.pacto", "northwind.yaml"]),
                 f"{what}: it says which file", done)
    return hit


@row("nth-session", "the N-th call fails: history and journal", full=1)
def nth_session(trials):
    """The session goes on: its answers come, it says so at most once a line, and it ends in 0."""
    cases = [*itertools.product([*CALLS, "flock", "mkdir", "read"], REASONS[:1] if trials.is_short else REASONS)]
    for number, (call, reason) in trials.among(cases):
        from_one_on(lambda at: nth_of_session(trials, number, call, reason, at))


def nth_of_session(trials, number, call, reason, at):
    hit = None
    with trials.trial(number) as trial:
        home = trial.home()
        trial.write("leads.csv", trials.soak.export("generated.csv"))
        fault = faulty(trials, trial, call, at, reason, below=home)
        with Terminal(trials.program, "demo", folder=trial.folder, **{**fault, "HOME": home}) as terminal:
            terminal.opened()
            for value in (801, 802):
                shown = terminal.line(f"set supply {value} per month")
                must(f"{value} leads a month" in shown, f"the {at}. {call} fails: the answer comes", shown)
            shown = terminal.line(TRACK)
            must("Tracked leads.csv as leads" in shown, f"the {at}. {call} fails: the answer comes", shown)
            terminal.send("quit\rquit\r")
            must(terminal.wait() == 0, f"the {at}. {call} fails: it ends in 0", terminal.code, terminal.shown)
        hit = failed_call(trials)
        # A second session finds whatever the first left, and works.
        with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
            terminal.opened()
    return hit


@row("interrupted-calls", "calls that are interrupted, once and for ever", full=1)
def interrupted_calls(trials):
    """EINTR once is tried again. A call that is interrupted for ever ends in an error, not in a loop."""
    for number, (call, on) in trials.among(itertools.product(["open", "read", "write", "fsync", "close"], [False, True])):
        with trials.trial(number) as trial:
            old = trials.soak.example("northwind.yaml")
            trial.write("plan.yaml", old)
            done = trials.program.commands(
                "plan.yaml", CHANGE, "save plan.yaml replace", folder=trial.folder,
                **faulty(trials, trial, call, 1, errno.EINTR, on=on))
            failed_call(trials)
            must(done.code in (0, 2), f"{call} interrupted{' for ever' if on else ''}: it ends, with {done.code}", done)
            must((trial.read("plan.yaml") != old) == (done.code == 0), "the file is what the code says", done)
