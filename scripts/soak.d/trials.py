"""Trials of one fault: each in a folder of its own, with dice of its own, counted, and kept where it failed."""

import contextlib
import os
import random
import shutil
import tempfile
import time
import traceback

from table import ROWS


class Broken(Exception):
    """Something that must hold does not; the text says what."""


def must(holds, what, *evidence):
    """Ends the trial as failed unless something holds. What was seen instead is kept beside it."""
    if not holds:
        raise Broken("\n\n".join([what, *map(str, evidence)]))


class Trial:
    """One of them: its number, its folder, and dice that its number and the seed name for good."""

    def __init__(self, number, folder, dice):
        self.number, self.folder, self.dice = number, folder, dice

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        data = content.encode() if isinstance(content, str) else content
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def read(self, name):
        """A file's bytes, None where there is none."""
        try:
            with open(self.path(name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def names(self, folder="."):
        """What stands in a folder; nothing where there is none."""
        try:
            return sorted(os.listdir(self.path(folder)))
        except FileNotFoundError:
            return []

    def home(self, name="home"):
        """A home beside the trial's files, lest what the program keeps there be taken for litter."""
        os.makedirs(self.path(name), exist_ok=True)
        return self.path(name)


class Trials:
    """Those of one row of the table."""

    def __init__(self, soak, row, count, only=None):
        self.soak, self.row, self.count, self.only = soak, row, count, only
        self.done, self.failures, self.notes = 0, [], []
        self.began = time.monotonic()

    @property
    def program(self):
        return self.soak.program

    @property
    def is_short(self):
        return self.soak.is_short

    @property
    def seconds(self):
        return time.monotonic() - self.began

    def note(self, text):
        """Something the table's reader should know: a figure measured, a thing that could not be tried."""
        if text not in self.notes:
            self.notes.append(text)

    def __iter__(self):
        """The numbers of the trials, or the one that is asked for."""
        return iter([self.only] if self.only is not None else range(self.count))

    def among(self, cases):
        """Each of a list of cases as a trial of its own, with its number; the row then has as many as there are."""
        for number, case in enumerate(cases):
            if self.only in (None, number):
                yield number, case

    @contextlib.contextmanager
    def trial(self, number, worth=1):
        """Carries one out. Its folder goes with it, and stays where it failed; `worth` is how many faults it is."""
        folder = tempfile.mkdtemp(prefix=f"{self.row}-", dir=self.soak.disk if ROWS[self.row].on_disk else self.soak.scratch)
        try:
            yield Trial(number, folder, random.Random(f"{self.soak.seed} {self.row} {number}"))
        except Broken as broken:
            self.keep(number, folder, str(broken))
        except Exception:
            self.keep(number, folder, f"the trial itself broke down\n{traceback.format_exc()}")
        finally:
            self.done += worth
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, number, folder, what):
        self.failures.append((number, what.splitlines()[0]))
        kept = os.path.join(self.soak.evidence, f"{self.row}-{number}")
        shutil.rmtree(kept, ignore_errors=True)
        if len(self.failures) > 20:
            return
        shutil.copytree(folder, kept, symlinks=True, ignore_dangling_symlinks=True)
        with open(os.path.join(kept, "what.txt"), "w") as file:
            file.write(f"{what}\n\nagain: scripts/soak {self.row} --seed {self.soak.seed} --trial {number}\n")
