"""Meetings that are killed: every change whose answer was shown is there at the next start."""

import os
import re
import time

from table import row
from talk import STATE, line
from terminal import Terminal
from trials import must


@row("kill-session", "kill -9 during a session", full=200, short=15)
def kill_session(trials):
    """Lines come as fast as they are answered; the kill comes at a random moment."""
    said = 0
    for number in trials:
        with trials.trial(number) as trial:
            home = trial.home()
            shown = last_answer(trials, trial, home, trial.dice.uniform(0.02, 0.3))
            said += shown is not None
            with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
                must(terminal.ready(), "the next start works", terminal.shown)
                found = supply(terminal.line("show supply"))
                least = 740 if shown is None else shown
                must(least <= found <= least + 1, f"the supply is {least} or the next, not {found}", terminal.shown)
    trials.note(f"{said} had answered something")


def last_answer(trials, trial, home, seconds):
    """Types changes until it is killed; the last value whose answer was shown."""
    with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
        must(terminal.ready(), "the shell opens", terminal.shown)
        terminal.forget()
        value, end = 741, time.monotonic() + seconds
        terminal.send(f"set supply {value} per month\r")
        while (left := end - time.monotonic()) > 0:
            terminal.read(left)
            if terminal.received.count(b"\x1b[?2004h") == value - 740:
                value += 1
                terminal.send(f"set supply {value} per month\r")
        terminal.kill()
        answers = re.findall(r"→ (\d+) leads a month", terminal.shown)
        return int(answers[-1]) if answers else None


def supply(shown):
    found = re.search(r"\nsupply +leads +(\d+)", shown or "")
    must(found, "the supply is shown", shown)
    return int(found[1])


@row("killed-meeting", "a meeting of 200 random commands, killed at random moments twenty times", full=10, short=1)
def killed_meeting(trials):
    """It ends with the state of the same commands run without a kill. What was killed before its answer is typed again
    where it had not counted yet."""
    for number in trials:
        with trials.trial(number, worth=20) as trial:
            lines = [line(trial.dice) for _ in range(200)]
            kills = set(trial.dice.sample(range(200), 20))
            trial.write("lines.txt", "\n".join(lines))
            quiet = held(trials, trial, lines, set(), trial.home("quiet"))
            killed = held(trials, trial, lines, kills, trial.home("killed"))
            must(quiet == killed, "both end in the same state", f"--- without\n{quiet}", f"--- killed\n{killed}")


def held(trials, trial, lines, kills, home):
    """The state at the end of a meeting. Each kill comes right after the answer of a line: what `apply` proposes and a
    half-typed line are not kept by anybody."""
    terminal = None
    try:
        terminal = sitting(trials, trial, home)
        for number, text in enumerate(lines):
            must(terminal.line(text) is not None, f"line {number} is answered: {text}", terminal.shown)
            if number in kills:
                terminal.watch(trial.dice.uniform(0, 0.01))
                terminal.__exit__()
                terminal = sitting(trials, trial, home)
        return "\n".join(terminal.line(text) or "" for text in STATE)
    finally:
        if terminal:
            terminal.__exit__()


def sitting(trials, trial, home):
    terminal = Terminal(trials.program, "demo", folder=trial.folder, HOME=home, columns=200)
    if not terminal.ready():
        terminal.__exit__()
        must(False, "the shell opens", terminal.shown)
    return terminal


@row("two-writers", "two shells write at once: history and journal", full=5_000, short=100)
def two_writers(trials):
    """Each types so many lines, both at the same time; none is lost, in the history or in what is recovered."""
    with trials.trial(0, worth=2 * trials.count) as trial:
        home = trial.home()
        writers = [os.fork() for _ in range(2)]
        if 0 in writers:
            os._exit(write_lines(trials, trial, home, writers.index(0)))
        codes = [os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]) for writer in writers]
        must(codes == [0, 0], "both shells answer every line", codes)
        kept = set((trial.read("home/.local/state/pacto/history") or b"").decode().splitlines())
        lost = [text for writer in range(2) for text in typed(writer, trials.count) if text not in kept]
        must(not lost, f"{len(lost)} lines are lost from the history", lost[:20])
        found = set()
        for _ in range(2):
            with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
                must(terminal.ready(), "the next start works", terminal.shown)
                found.add(supply(terminal.line("show supply")))
                terminal.send("quit\rquit\r")
                terminal.wait()
        must(found == {100_000 + trials.count - 1, 200_000 + trials.count - 1}, "both journals are recovered", found)


def typed(writer, count):
    return [f"set supply {(writer + 1) * 100_000 + number} per month" for number in range(count)]


def write_lines(trials, trial, home, writer):
    with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
        if not terminal.ready():
            return 1
        for text in typed(writer, trials.count):
            if terminal.line(text) is None:
                return 2
    return 0


@row("two-shells", "two shells on one file", full=20, short=3)
def two_shells(trials):
    """The second is told, and cannot save over it; the first can. After a kill of the first the file is free."""
    for number in trials:
        with trials.trial(number) as trial:
            home = trial.home()
            trial.write("plan.yaml", trials.soak.example("northwind.yaml"))
            with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as first:
                must(first.ready(), "the first opens", first.shown)
                first.line("set supply 801 per month")
                with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as second:
                    must(second.ready(), "the second opens", second.shown)
                    must(str(first.process) in second.shown or "open" in second.shown.lower(), "the second is told",
                         second.shown)
                    second.line("set supply 901 per month")
                    before = trial.read("plan.yaml")
                    shown = second.line("save")
                    must(trial.read("plan.yaml") == before and "error" in (shown or ""), "the second cannot save", shown)
                    shown = second.line("save copy.yaml")
                    must(b"901" in (trial.read("copy.yaml") or b""), "the second saves a copy", shown)
                shown = first.line("save")
                must(b"801" in trial.read("plan.yaml"), "the first saves", shown)
                first.kill()
            with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as third:
                must(third.ready(), "after a kill it opens", third.shown)
                third.line("set supply 701 per month")
                shown = third.line("save")
                must(b"701" in trial.read("plan.yaml"), "after a kill the file is free", shown)
