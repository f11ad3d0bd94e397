"""The rows of the table: each a fault, how often it is tried, and the function that tries it."""

from dataclasses import dataclass
from typing import Callable

ROWS = {}


@dataclass
class Row:
    name: str
    fault: str
    full: int
    # Trials of the short form; 0 leaves the row to the long one.
    short: int
    function: Callable
    # Whether the tests of the package must be built.
    needs_tests: bool = False
    # Whether flushing must take its time, as it does on a disk.
    on_disk: bool = False


def row(name, fault, full, short=None, **more):
    """Makes a function that takes `Trials` a row of the table."""

    def enter(function):
        ROWS[name] = Row(name, fault, full, full if short is None else short, function, **more)
        return function

    return enter
