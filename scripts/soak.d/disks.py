"""Disks that are full or may not be written: the old file is whole, the session goes on, and a later save works."""

import contextlib
import os
import resource
import subprocess

from table import row
from terminal import Terminal
from trials import must

SAVE = "save plan.yaml replace"


@contextlib.contextmanager
def small_disk(trial, name="disk"):
    """A disk of 256 KB; None where only root could make one."""
    place = trial.home(name)
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "pacto-soak", place], capture_output=True).returncode == 0
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", place], capture_output=True)


@row("disk-full", "disk full: saving, exports, journal and history", full=20, short=4)
def disk_full(trials):
    """The agreement on the full disk, or what the shell keeps for itself."""
    for number in trials:
        with trials.trial(number) as trial, small_disk(trial) as disk:
            if disk is None:
                trials.note("no disk could be mounted: only limits of file sizes were tried")
                continue
            is_home = number % 2 == 1
            old = trials.soak.example("northwind.yaml")
            trial.write("disk/plan.yaml", old)
            home = os.path.join(disk, "home") if is_home else trial.home()
            os.makedirs(home, exist_ok=True)
            trials.soak.write_examples(trial)
            with Terminal(trials.program, "disk/plan.yaml", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                fill(trial.path("disk/filler"))
                answers_go_on(terminal)
                for line in (SAVE.replace("plan", "disk/plan"), "export disk/out.md check"):
                    shown = terminal.line(line)
                    must("The disk is full" in shown, f"{line}: it says that the disk is full", shown)
                runs_not(trials, trial, "The disk is full")
                must(trial.read("disk/plan.yaml") == old, "the old file is whole")
                must(litter(trial.names("disk")) == [], "nothing is left behind", trial.names("disk"))
                os.remove(trial.path("disk/filler"))
                saves_again(trial, terminal, "disk/plan.yaml")
            runs_again(trials, trial)


def fill(path):
    """Takes all that is left of a disk."""
    with open(path, "wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                pass


def litter(names):
    return [name for name in names if name not in ("plan.yaml", "filler", "home", "plans") and not name.endswith("-lock")]


def answers_go_on(terminal):
    for value in (801, 802):
        shown = terminal.line(f"set supply {value} per month")
        must(f"{value} leads a month" in shown, "the session goes on", shown)
    shown = terminal.line("track leads.csv as leads")
    must("Tracked leads.csv as leads" in shown, "an export is still tracked", shown)


RUN = ["run", "quarter.pacto", "--out", "disk/plans", "--replace"]
OUT = ["plan.json", "plan.md"]


def runs_not(trials, trial, said, **more):
    """A script that writes onto that disk says why it cannot, and leaves no half of a file."""
    done = trials.program.run(*RUN, folder=trial.folder, **more)
    must(done.code == 2 and said in done.said, "a script says why it cannot write", done)
    must(trial.names("disk/plans") == [], "it leaves nothing behind", trial.names("disk/plans"), done)


def runs_again(trials, trial):
    done = trials.program.run(*RUN, folder=trial.folder)
    must(done.code == 0 and trial.names("disk/plans") == OUT, "a later run works", trial.names("disk/plans"), done)


def saves_again(trial, terminal, name):
    shown = terminal.line(SAVE.replace("plan.yaml", name))
    saved = trial.read(name)
    must("saved" in shown and b"802" in saved and b"file: leads.csv" in saved, "a later save works", shown, saved)
    terminal.send("quit\r")
    must(terminal.wait() == 0, "it ends as it should", terminal.shown)


@row("file-size", "file size limit", full=20, short=4)
def file_size(trials):
    """The limit comes while the shell runs, and goes again. No signal ends it."""
    for number in trials:
        with trials.trial(number) as trial:
            old = trials.soak.example("northwind.yaml")
            trials.soak.write_examples(trial)
            trial.write("plan.yaml", old)
            with Terminal(trials.program, "plan.yaml", folder=trial.folder, HOME=trial.home()) as terminal:
                terminal.opened()
                usual = resource.prlimit(terminal.process, resource.RLIMIT_FSIZE)
                limit = trial.dice.choice([0, 1, 100])
                resource.prlimit(terminal.process, resource.RLIMIT_FSIZE, (limit, usual[1]))
                answers_go_on(terminal)
                for line in (SAVE, "export out.md check"):
                    shown = terminal.line(line)
                    must("error" in shown and "large" in shown.lower(), f"{line}: it says why", shown)
                trial.home("disk")
                runs_not(trials, trial, "large", limits=[(resource.RLIMIT_FSIZE, limit)])
                must(trial.read("plan.yaml") == old, "the old file is whole")
                resource.prlimit(terminal.process, resource.RLIMIT_FSIZE, usual)
                saves_again(trial, terminal, "plan.yaml")
            runs_again(trials, trial)


@row("read-only", "read-only folder", full=10, short=2)
def read_only(trials):
    """A disk that may only be read (for root; for others a folder) when the shell opens, and later written again."""
    for number in trials:
        with trials.trial(number) as trial, small_disk(trial) as disk:
            if disk is None and os.geteuid() == 0:
                trials.note("no disk could be mounted, and root may write to any folder")
                continue
            folder = trial.path("disk")
            old = trials.soak.example("northwind.yaml")
            trial.write("disk/plan.yaml", old)
            trials.soak.write_examples(trial)
            allow(disk, folder, False)
            with Terminal(trials.program, "disk/plan.yaml", folder=trial.folder, HOME=trial.home()) as terminal:
                terminal.opened()
                answers_go_on(terminal)
                for line in ("save disk/plan.yaml replace", "export disk/out.md check"):
                    shown = terminal.line(line)
                    said = "The disk is read-only" if disk else "There is no permission"
                    must(said in shown, f"{line}: it says why", shown)
                runs_not(trials, trial, said)
                must(trial.read("disk/plan.yaml") == old, "the old file is whole")
                must(litter(trial.names("disk")) == [], "nothing is left behind", trial.names("disk"))
                allow(disk, folder, True)
                saves_again(trial, terminal, "disk/plan.yaml")
            runs_again(trials, trial)


def allow(disk, folder, writing):
    """Makes a disk, or without one the folder, read-only or not."""
    if disk:
        subprocess.run(["mount", "-o", f"remount,{'rw' if writing else 'ro'}", disk], check=True, capture_output=True)
    else:
        os.chmod(folder, 0o755 if writing else 0o555)
