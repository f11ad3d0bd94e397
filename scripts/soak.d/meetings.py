"""Meetings that are killed: every change whose answer was shown is there at the next start."""

import os
import re
import time

from table import row
from talk import STATE, line
from saving import EXPORTS, write_exports
from terminal import Terminal
from trials import Broken, must


@row("kill-session", "kill -9 during a session; then the export that it tracked is gone", full=200, short=15)
def kill_session(trials):
    """Lines come as fast as they are answered; the kill comes at a random moment."""
    said = 0
    for number in trials:
        with trials.trial(number) as trial:
            home = trial.home()
            trial.write("leads.csv", trials.soak.export("generated.csv"))
            shown, tracked = last_answer(trials, trial, home, trial.dice.uniform(0.02, 0.3))
            said += shown is not None
            if trial.dice.random() < 0.5:
                os.remove(trial.path("leads.csv"))
            else:
                trial.write("leads.csv", "lead_id,created_at\nL1,2026-07-01 10:00\n")
            with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                found = supply(terminal.line("show supply"))
                least = 740 if shown is None else shown
                must(least <= found <= least + 1, f"the supply is {least} or the next, not {found}", terminal.shown)
                found = terminal.line(TRACKED)
                must(found == tracked, "what was tracked is there", tracked, found)
    trials.note(f"{said} had answered something")


TRACKED = "actual_leads, actual_revenue, actual_response_median"


def last_answer(trials, trial, home, seconds):
    """Tracks, and types changes until it is killed; the last value whose answer was shown, and what was tracked."""
    with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
        terminal.opened()
        terminal.line("track leads.csv as leads")
        tracked = terminal.line(TRACKED)
        must("error" not in tracked, "an export is tracked", tracked)
        terminal.forget()
        value, end = 741, time.monotonic() + seconds
        terminal.send(f"set supply {value} per month\r")
        while (left := end - time.monotonic()) > 0:
            terminal.read(left)
            if terminal.received.count(b"\x1b[?2004h") == value - 740:
                value += 1
                terminal.send(f"set supply {value} per month\r")
        terminal.kill()
        answers = re.findall(r"→ ([\d,]+) leads a month", terminal.shown)
        return int(answers[-1].replace(",", "")) if answers else None, tracked


def supply(shown):
    found = re.search(r"\nsupply +leads +([\d,]+)", shown)
    must(found, "the supply is shown", shown)
    return int(found[1].replace(",", ""))


@row("killed-meeting", "a meeting of 200 random commands, killed at random moments twenty times", full=10, short=1)
def killed_meeting(trials):
    """It ends with the state of the same commands run without a kill. A line that was killed before its answer counts or
    does not, as the next start shows; where it does not, it is typed again."""
    again = 0
    for number in trials:
        with trials.trial(number, worth=20) as trial:
            write_exports(trials, trial)
            lines = [line(trial.dice) for _ in range(200)]
            trial.write("lines.txt", "\n".join(lines))
            kills = trial.dice.sample(range(200), 20)
            quiet, marks = undisturbed(trials, trial, lines, kills)
            killed, retyped = disturbed(trials, trial, lines, marks)
            again += retyped
            must(quiet == killed, "both end in the same state", f"--- without\n{quiet}", f"--- killed\n{killed}")
    trials.note(f"{again} lines were killed before they counted")


def sitting(trials, trial, home):
    """A shell without a preview: what is shown of a line is the line and its answer."""
    return Terminal(trials.program, "demo", folder=trial.folder, HOME=home, columns=200, ACCESSIBLE="1")


def state(terminal):
    """All that a line can change, as a text."""
    return "\n".join(terminal.line(text) for text in STATE)


def last_state(terminal):
    """The same, also some steps back and forth."""
    states = [state(terminal)]
    for text in ("undo 5", "redo 2"):
        terminal.line(text)
        states.append(state(terminal))
    return "\n".join(states)


def undisturbed(trials, trial, lines, kills):
    """The state at the end, and those before and after each line that will be killed."""
    marks = {}
    with sitting(trials, trial, trial.home("quiet")) as terminal:
        terminal.opened()
        for number, text in enumerate(lines):
            before = state(terminal) if number in kills else None
            terminal.line(text)
            if number in kills:
                marks[number] = (before, state(terminal))
        return last_state(terminal), marks


def disturbed(trials, trial, lines, marks):
    """The state at the end of the same, and how many lines were killed before they counted."""
    home, again, done = trial.home("killed"), 0, 0
    while True:
        # What was tracked comes from the journal: the exports are away while it is taken up.
        for name in EXPORTS:
            os.rename(trial.path(name), trial.path(f"{name} away"))
        with sitting(trials, trial, home) as terminal:
            terminal.opened()
            for name in EXPORTS:
                os.rename(trial.path(f"{name} away"), trial.path(name))
            if done:
                before, after = marks[done - 1]
                found = state(terminal)
                must(found in (before, after), f"after a kill in line {done}, {lines[done - 1]}, it counts or not",
                     f"--- before\n{before}", f"--- after\n{after}", f"--- found\n{found}")
                if found != after:
                    again += 1
                    terminal.line(lines[done - 1])
            while done < len(lines) and done not in marks:
                terminal.line(lines[done])
                done += 1
            if done == len(lines):
                return last_state(terminal), again
            before, after = marks[done]
            if before == after:
                # Nothing would show whether it counted.
                terminal.line(lines[done])
            else:
                terminal.send(lines[done] + "\r")
            terminal.watch(trial.dice.uniform(0, 0.01))
            terminal.kill()
            done += 1


@row("two-writers", "two shells write at once: history and journal", full=5_000, short=100)
def two_writers(trials):
    """Each types so many lines, both at the same time; none is lost, in the history or in what is recovered."""
    with trials.trial(0, worth=2 * trials.count) as trial:
        home = trial.home()
        writers = []
        for writer in range(2):
            writers.append(os.fork())
            if writers[-1] == 0:
                os._exit(write_lines(trials, trial, home, writer))
        codes = [os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]) for writer in writers]
        must(codes == [0, 0], "both shells answer every line", codes)
        kept = set((trial.read("home/.local/state/pacto/history") or b"").decode().splitlines())
        lost = [text for writer in range(2) for text in typed(writer, trials.count) if text not in kept]
        must(not lost, f"{len(lost)} lines are lost from the history", lost[:20])
        found = set()
        for _ in range(2):
            with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                found.add(supply(terminal.line("show supply")))
                terminal.send("quit\rquit\r")
                terminal.wait()
        must(found == {100_000 + trials.count - 1, 200_000 + trials.count - 1}, "both journals are recovered", found)


def typed(writer, count):
    return [f"set supply {(writer + 1) * 100_000 + number} per month" for number in range(count)]


def write_lines(trials, trial, home, writer):
    """Types them all; 0 where every line was answered."""
    try:
        with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
            terminal.opened()
            for text in typed(writer, trials.count):
                terminal.line(text)
        return 0
    except Broken:
        return 1


@row("two-shells", "two shells on one file", full=20, short=3)
def two_shells(trials):
    """The second is told, and cannot save over it; the first can. After a kill of the first the file is free."""
    for number in trials:
        with trials.trial(number) as trial:
            home = trial.home()
            trial.write("plan.yaml", trials.soak.example("northwind.yaml"))
            with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as first:
                first.opened()
                first.line("set supply 801 per month")
                with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as second:
                    second.opened()
                    must(str(first.process) in second.shown or "open" in second.shown.lower(), "the second is told",
                         second.shown)
                    second.line("set supply 901 per month")
                    before = trial.read("plan.yaml")
                    shown = second.line("save")
                    must(trial.read("plan.yaml") == before and "error" in shown, "the second cannot save", shown)
                    shown = second.line("save copy.yaml")
                    must(b"901" in (trial.read("copy.yaml") or b""), "the second saves a copy", shown)
                shown = first.line("save")
                must(b"801" in trial.read("plan.yaml"), "the first saves", shown)
                first.kill()
            with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=home) as third:
                third.opened()
                third.line("set supply 701 per month")
                shown = third.line("save")
                must(b"701" in trial.read("plan.yaml"), "after a kill the file is free", shown)
