"""A shell at a terminal that is interrupted, told to end, suspended, or loses its terminal."""

import os
import re
import signal
import time

from table import row
from terminal import Terminal
from trials import must

# Most take longer than anybody waits.
COMPUTATIONS = [
    "simulate 10000000 seed 1", "levers", "sweep supply 1 to 1000, quota 1M to 2M step 1k",
    "solve reps[SDR] for \"First contact in 5 min\"", "simulate 5000000 seed 2 show leads"]


@row("interrupt", "Ctrl-C in any computation", full=200, short=20)
def interrupt(trials):
    """At a random moment; the prompt comes within 0.2 s (in the short form, beside other work, 1 s); nothing changed."""
    slowest, quick = 0, 0
    for number in trials:
        with trials.trial(number) as trial:
            with Terminal(trials.program, "demo", folder=trial.folder) as terminal:
                terminal.opened()
                terminal.line("set supply 801 per month")
                before = terminal.line("list")
                command = trial.dice.choice(COMPUTATIONS)
                terminal.forget()
                terminal.send(command + "\r")
                terminal.until("\n", 5)
                terminal.watch(trial.dice.uniform(0, 0.5) ** 2)
                if terminal.has_prompt:
                    quick += 1
                    terminal.forget()
                pressed = time.monotonic()
                terminal.send("\x03")
                must(terminal.ready(10), f"a prompt comes after Ctrl-C in {command}", terminal.shown)
                seconds = time.monotonic() - pressed
                slowest = max(slowest, seconds)
                limit = 1 if trials.is_short else 0.2
                must(seconds <= limit, f"the prompt comes within {limit} s, not {seconds:.2f} s, in {command}")
                terminal.watch(0.05)
                must(terminal.line("list") == before, f"nothing has changed after {command}", before, terminal.shown)
    trials.note(f"slowest {slowest * 1000:.0f} ms; {quick} had answered before")


WAYS_OUT = {
    "SIGHUP": (lambda terminal: terminal.signal(signal.SIGHUP), 129),
    "SIGTERM": (lambda terminal: terminal.signal(signal.SIGTERM), 143),
    "terminal gone": (lambda terminal: terminal.hang_up(), 129)}


@row("ending", "terminal gone, SIGHUP, SIGTERM", full=150, short=15)
def ending(trials):
    """While a line is typed or a computation runs: it ends within 1 s, does not spin, and loses nothing."""
    slowest = 0
    for number in trials:
        with trials.trial(number) as trial:
            name, (leave, code) = list(WAYS_OUT.items())[number % len(WAYS_OUT)]
            home = trial.home()
            with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                supply = trial.dice.randrange(800, 900)
                terminal.line(f"set supply {supply} per month")
                typed = trial.dice.choice(["", "set quo", "simulate 10000000\r", "levers\r", "show\r"])
                terminal.send(typed)
                terminal.watch(trial.dice.uniform(0, 0.2))
                used, left = terminal.working(), time.monotonic()
                leave(terminal)
                found = terminal.wait(10)
                slowest = max(slowest, time.monotonic() - left)
                must(found is not None, f"{name} at {typed!r}: it ends", terminal.shown)
                must(terminal.used - used < 0.5, f"{name} at {typed!r}: it does not spin")
                must(found == code, f"{name} at {typed!r}: it ends with {code}, not {found}", terminal.shown)
                must(time.monotonic() - left < 1, f"{name} at {typed!r}: it ends within 1 s")
            with Terminal(trials.program, "demo", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                shown = terminal.line("show supply")
                must(str(supply) in shown, f"{name} at {typed!r}: nothing is lost", shown)
    trials.note(f"slowest {slowest * 1000:.0f} ms")


SENTENCE = 'print "one ñ two € three 日本 four, and a tail that is longer than forty columns"'


@row("typing", "resize, Ctrl-Z and fg while typing", full=40, short=6)
def typing(trials):
    """Between any two keys. The line that is carried out is the one that was typed, and the terminal is as it was."""
    for number in trials:
        with trials.trial(number) as trial:
            shell = ["/bin/bash", "--norc", "--noprofile", "-i"]
            with Terminal(None, folder=trial.folder, command=shell, PS1="$ ") as terminal:
                must(terminal.until("$ "), "bash opens", terminal.shown)
                before = settings(terminal)
                terminal.send(f"{trials.program.path} demo\r")
                terminal.opened()
                for key in SENTENCE:
                    terminal.send(key)
                    if trial.dice.random() < 0.1:
                        disturb(trial, terminal)
                terminal.forget()
                terminal.send("\r")
                # Narrow terminals wrap it.
                answer = "".join(SENTENCE[7:-1].split()) + "base>"
                must(terminal.until(lambda shown: "".join(shown.split()).endswith(answer)), "the line is as typed",
                     terminal.shown)
                code = leave(trial, terminal)
                must(terminal.until(f"back {code}\n"), f"it ends with {code}", terminal.shown)
                must(settings(terminal) == before, "the terminal is as it was", before, terminal.shown)


def settings(terminal):
    """The terminal's settings, as a program finds them that bash starts."""
    terminal.forget()
    terminal.send("stty -g\r")
    must(terminal.until(lambda shown: re.search(r"\n[0-9a-f:]{30,}\n", shown)), "bash answers", terminal.shown)
    return re.search(r"\n([0-9a-f:]{30,})\n", terminal.shown)[1]


def disturb(trial, terminal):
    if trial.dice.random() < 0.6:
        terminal.resize(trial.dice.randrange(20, 200), trial.dice.randrange(5, 60))
        return
    terminal.watch(0.05)
    terminal.forget()
    terminal.send("\x1a")
    must(terminal.until("Stopped"), "Ctrl-Z stops it", terminal.shown)
    must(terminal.until("$ "), "bash is back", terminal.shown)
    terminal.forget()
    terminal.send("fg\r")
    must(terminal.until("base> "), "fg brings it back", terminal.shown)


WAYS_TO_BASH = {"quit\r": 0, "\x04": 0, signal.SIGTERM: 143, signal.SIGHUP: 129}


def leave(trial, terminal):
    """One of the ways out, and a word of bash's behind it that says how it ended. The code it should end with."""
    terminal.forget()
    way, code = trial.dice.choice([*WAYS_TO_BASH.items()])
    if isinstance(way, str):
        terminal.send(way)
    else:
        os.killpg(os.tcgetpgrp(terminal.master), way)
    terminal.until("$ ")
    must(b"\x1b[?2004l" in terminal.received, "pasting is as it was", terminal.received)
    terminal.send("echo back $?\r")
    return code
