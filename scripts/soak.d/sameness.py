"""The same bytes whatever the locale, the number of cores and the hour; and files that nobody else may read."""

import os
import re
import shutil
import subprocess

from faults import faulty
from table import row
from terminal import Terminal
from trials import must

LOCALES = ["C", "en_US", "es_ES", "pt_BR", "de_DE", "tr_TR"]
SAID = 'print "ñ ç € 日本 İı"'


@row("locales", "LC_ALL = C, en_US, es_ES, pt_BR, de_DE, tr_TR", full=1)
def locales(trials):
    """The example script, every format, and a line typed in UTF-8: the bytes are those of C."""
    known, usual = made_locales(trials), None
    for number, name in trials.among(LOCALES):
        with trials.trial(number) as trial:
            if name not in known:
                trials.note(f"{name} is not to be had here")
                continue
            written = all_written(trials, trial, {"LC_ALL": known[name], "LANG": known[name], "LOCPATH": known["path"]})
            usual = usual or written
            for what, content in usual.items():
                must(written[what] == content, f"{name}: {what} holds the same bytes", written[what], content)


def made_locales(trials):
    """The locales' names here; those the machine lacks are made into a folder of the bench's own."""
    path = os.path.join(trials.soak.cache, "locales")
    os.makedirs(path, exist_ok=True)
    known = {"C": "C", "path": path}
    for name in LOCALES[1:]:
        full = f"{name}.UTF-8"
        if not os.path.isdir(os.path.join(path, full)) and shutil.which("localedef"):
            subprocess.run(["localedef", "-i", name, "-f", "UTF-8", os.path.join(path, full)], capture_output=True)
        if os.path.isdir(os.path.join(path, full)):
            known[name] = full
    return known


def all_written(trials, trial, variables):
    """What the program writes, by name."""
    trials.soak.write_examples(trial)
    lines = ["set close_rate[CEO] 3% to 6%", "list", "check", "capacity chart", "why utilization", "simulate 2000 seed 1"]
    written = {}
    for name in ("text", "json", "markdown", "csv"):
        done = trials.program.run(
            "northwind.yaml", "--format", name, *[word for line in lines for word in ("-c", line)],
            folder=trial.folder, **variables)
        must(done.code in (0, 1), f"{name} is written", done)
        written[name] = done.output
    done = trials.program.run("run", "quarter.pacto", "--out", "plans", folder=trial.folder, **variables)
    written["the script"] = done.output + done.errors
    trials.program.commands(
        "northwind.yaml", *lines[:1], "save copy.yaml", "export copy.md", "export copy.csv leads",
        "export copy.json check", folder=trial.folder, **variables)
    for name in [f"plans/{name}" for name in trial.names("plans")] + ["copy.yaml", "copy.md", "copy.csv", "copy.json"]:
        written[name] = trial.read(name)
        must(written[name], f"{name} is written")
    with Terminal(trials.program, "demo", folder=trial.folder, HOME=trial.home(), **variables) as terminal:
        terminal.opened()
        shown = terminal.line(SAID)
        must(f"\n{SAID[7:-1]}\n" in shown, "what is typed in UTF-8 is kept", shown, terminal.received)
    return written


@row("same-seed", "the same seed", full=5, short=1)
def same_seed(trials):
    """Twice, and on one core and on two: the same bytes."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        trials.note("this machine has one core")
    for number in trials:
        with trials.trial(number) as trial:
            seed = trial.dice.randrange(1, 1_000)
            lines = [f"simulate 50000 seed {seed}", "levers", "sweep reps[SDR] 4 to 9, supply 600 to 900 step 50",
                     "set deal_size[CEO] 15k to 30k", f"simulate 20000 seed {seed} show leads, coverage", "sweep"]
            for name in ("text", "json"):
                runs = [trials.program.run(
                    "demo", "--format", name, *[word for line in lines for word in ("-c", line)], folder=trial.folder,
                    cores=some) for some in (cores[:2], cores[:2], cores[:1])]
                must(runs[0].code == 0, f"seed {seed} is answered", runs[0])
                must(runs[0].output == runs[1].output, f"seed {seed} twice: the same bytes", *runs[:2])
                must(runs[0].output == runs[2].output, f"seed {seed} on one core: the same bytes", *runs)


@row("owner-only", "files the program makes are 0600 from the moment they exist, folders 0700", full=5, short=1)
def owner_only(trials):
    """Looked at behind every call that makes one, where the user's mask would allow everything."""
    for number in trials:
        with trials.trial(number) as trial:
            home = trial.home()
            log = trial.path("calls")
            watch = {**faulty(trials, trial, None, 0, 0, below=home), "FAIL_LOG": log, "HOME": home}
            before = os.umask(0)
            try:
                with Terminal(trials.program, "demo", folder=trial.folder, **watch) as terminal:
                    terminal.opened()
                    for value in range(801, 806):
                        terminal.line(f"set supply {value} per month")
                    terminal.send("quit\rquit\r")
                    terminal.wait()
            finally:
                os.umask(before)
            calls = (trial.read("calls") or b"").decode().splitlines()
            made = [re.match(r"(create|mkdir) (\d+) (.*)", call) for call in calls]
            made = [found.groups() for found in made if found]
            must(any(call == "create" for call, _, _ in made), "files are made", calls)
            for call, mode, path in made:
                wanted = "700" if call == "mkdir" else "600"
                must(mode in (wanted, "0"), f"{path} is {wanted} from the moment it exists, not {mode}", calls)
            for folder, _, names in os.walk(os.path.join(home, ".local/state/pacto")):
                for path in [folder, *[os.path.join(folder, name) for name in names]]:
                    mode = os.stat(path).st_mode & 0o777
                    must(mode & 0o077 == 0, f"{path} is its owner's only, not {mode:o}")


@row("private", "--private writes neither history nor journal", full=3, short=1)
def private(trials):
    for number in trials:
        with trials.trial(number) as trial:
            home = trial.home()
            with Terminal(trials.program, "demo", "--private", folder=trial.folder, HOME=home) as terminal:
                terminal.opened()
                terminal.line("set supply 801 per month")
                terminal.kill()
            made = [*os.walk(home)][1:]
            must(not made, "nothing is written", made)
