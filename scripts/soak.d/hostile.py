"""Hostile text that comes to a terminal: typed, pasted, as a file's name, in an agreement that is opened there."""

import json

from table import row
from terminal import Terminal
from trials import must

# Each with what a terminal must never be sent of it.
LIVE = [
    "\x1b]52;c;cm0gLXJmIC8=\x07", "\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x1b[6n", "\x1bP1$r\x1b\\", "\x1bc",
    "\x1b[35;45;5m", "\x1b]8;;http://evil.example\x1b\\x", "\x9b35;45m", "\x9d0;owned\x9c", "\x90q\x9c", "\u202eevil",
    "\u2066a\u2069", "a\u200bb", "a\u200db", "\ufeffa", "a\u00adb", "a\u2028b", "\U000e0041a", "\u061ca", "\x7f\x7f",
    "\x1b[999;999H", "\x1b[?1049h", "\x1b[5i", "\x1b#8", "\x0e", "\x1b(0", "\x1b[8;1;1t", "\x1b]11;?\x07", "\x85x"]
FIELDS = ["agreement", "scenario", "promise", "director", "source", "tier", "holiday", "key"]


def agreement(field, text):
    """An agreement with a text in one of its fields. JSON is YAML, and escapes what it must."""
    def at(own, usual):
        return text if field == own else usual

    content = {
        "agreement": at("agreement", "Ours"), "period": {"start": "2026-07", "months": 2}, "currency": "EUR",
        "parties": {"marketing": {"director": at("director", "Bruno")}, "sales": {"director": "Ana"}},
        "goal": {"quota": "100k"}, "holidays": [at("holiday", "2026-08-17")],
        "tiers": {at("tier", "CEO"): {"deal_size": "20k", "close_rate": "4%"}},
        "promises": [{"by": "marketing", "promise": at("promise", "Deliver"), "test": "leads > 1"}],
        "scenarios": {at("scenario", "lean"): {"quota": "90k"}}, "sources": {"quota": at("source", "board")},
        **({text: 1} if field == "key" else {})}
    return json.dumps(content)


def lawful(terminal, text, what):
    for live in {text, text.split("\x07")[0], text.split("\x1b\\")[0]} - {""}:
        must(live.encode() not in terminal.received, f"{what}: nothing lives on the terminal", terminal.received)


@row("hostile", "hostile text at a terminal", full=1)
def hostile(trials):
    """30 texts: in 8 fields of an agreement, as names of files, pasted, and behind #."""
    cases = LIVE if not trials.is_short else LIVE[::3]
    for number, text in trials.among(cases):
        with trials.trial(number, worth=len(FIELDS) + 4) as trial:
            for field in FIELDS:
                trial.write("sla.yaml", agreement(field, text))
                with Terminal(trials.program, "sla.yaml", folder=trial.folder, HOME=trial.home()) as terminal:
                    if terminal.ready(5):
                        for line in ("show", "show agreement", "scenario", "why quota", "check", "list"):
                            terminal.line(line)
                        terminal.send("scenario \t\t")
                        terminal.watch(0.05)
                    lawful(terminal, text, field)
            name = text.replace("/", "")
            trial.write(f"{name}.yaml", agreement("", ""))
            with Terminal(trials.program, f"{name}.yaml", folder=trial.folder, HOME=trial.home()) as terminal:
                terminal.ready(5)
                lawful(terminal, name, "a file's name")
                terminal.send("open \t\t")
                terminal.watch(0.05)
                lawful(terminal, name, "a name that completion lists")
            with Terminal(trials.program, "demo", folder=trial.folder, HOME=trial.home()) as terminal:
                terminal.opened()
                for line in (f"print \"{text}\"", f"set quota 2M   # {text}"):
                    terminal.forget()
                    terminal.send(b"\x1b[200~" + line.encode() + b"\x1b[201~")
                    terminal.watch(0.05)
                    terminal.send("\r")
                    terminal.ready(5)
                    # The editor draws a soft hyphen as it was pasted; it controls nothing, and the line is refused.
                    if "\u00ad" not in text:
                        lawful(terminal, text, "pasted")
