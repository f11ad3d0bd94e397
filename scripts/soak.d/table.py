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


def row(name, fault, full, short=None, needs_tests=False):
    """Makes a function that takes `Trials` a row of the table."""

    def enter(function):
        ROWS[name] = Row(name, fault, full, full if short is None else short, function, needs_tests)
        return function

    return enter
