"""Agreements that were made to hurt: each gets one clear answer at once, in little memory."""

import os

from table import row
from trials import must

HEAD = "agreement: Hostile\nperiod: {start: 2026-07, months: 3}\n"
LAUGHS = "".join(
    f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" if i else 'l0: &l0 [lol, lol]\n' for i in range(10))


def many(count, line):
    return "".join(line.format(i) for i in range(count))


def fixtures():
    """Names and contents, or the size of a file of nothing. What begins with `may ` may be opened; everything else must
    be refused."""
    deep = [500, 5_000, 200_000]
    yield "a billion laughs", HEAD + LAUGHS
    yield "an alias of its own parent", HEAD + "goal: &g\n  quota: *g\n"
    yield "quadratic blowup", HEAD + "a: &a \"" + "x" * 50_000 + "\"\nb: [" + ", ".join(["*a"] * 5_000) + "]\n"
    yield "merged groups", HEAD + "base: &b {quota: 1}\ngoal:\n  <<: *b\n"
    yield "anchors that nobody uses", HEAD + many(5_000, "k{0}: &a{0} 1\n")
    for depth in deep:
        yield f"lists in lists, {depth:,} deep", HEAD + "goal: " + "[" * depth + "]" * depth + "\n"
        yield f"groups in groups, {depth:,} deep", HEAD + "goal: " + "{a: " * depth + "1" + "}" * depth + "\n"
    yield "indented groups, 1,200 deep", HEAD + "".join(f"{' ' * i}k:\n" for i in range(1, 1_200))
    yield "lists by dashes, 100,000 deep", HEAD + "goal:\n" + "- " * 100_000 + "1\n"
    yield "brackets that never close", HEAD + "goal: " + "[" * 400_000
    yield "a quote that never closes", HEAD + "goal: \"" + "x\n" * 300_000
    yield "a key of half a megabyte", HEAD + "k" * 500_000 + ": 1\n"
    yield "a value of half a megabyte", HEAD + "goal: {quota: " + "9" * 500_000 + "}\n"
    yield "two megabytes", HEAD + "# remark\n" * 220_000
    yield "seventy megabytes", 70 << 20
    yield "a hundred thousand keys", HEAD + many(90_000, "k{0}: 1\n")
    yield "ten thousand times the same key", HEAD + "goal:\n" + "  quota: 1\n" * 10_000
    yield "a list as a key", HEAD + "? [a, b]\n: 1\n"
    yield "a group as a key", HEAD + "{a: 1}: 2\n"
    yield "keys within keys", HEAD + "? " * 5_000 + "a\n"
    yield "tags", HEAD + "goal: !!python/object/apply:os.system [reboot]\n"
    yield "a tag of one's own", HEAD + "goal: !include /etc/passwd\n"
    yield "instructions to YAML", "%YAML 1.2\n" * 5_000 + "---\n" + HEAD
    yield "five thousand documents", "---\na: 1\n" * 5_000
    yield "zero bytes", HEAD.encode() + b"\0" * 100_000
    yield "UTF-16", ("\ufeff" + HEAD).encode("utf-16-le")
    yield "no UTF-8", HEAD.encode() + b"goal: \xff\xfe\xed\xa0\x80\n"
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400
    yield "carriage returns only", HEAD.replace("\n", "\r") + "goal: \x1b]0;x\x07\r"
    yield "a thousand tiers", HEAD + "tiers:\n" + many(1_000, "  T{0}: {{mix: 1%}}\n")
    yield "a million months", "agreement: Hostile\nperiod: {start: 2026-07, months: 1000000}\n"
    yield "months beyond numbers", "agreement: Hostile\nperiod: {start: 2026-07, months: 99999999999999999999}\n"
    yield "a year beyond calendars", "agreement: Hostile\nperiod: {start: 999999999-07, months: 3}\n"
    yield "a formula of fifty thousand brackets", HEAD + f"formulas: {{a: \"{'(' * 50_000}\"}}\n"
    yield "a formula of twenty thousand sums", HEAD + f"formulas: {{a: {'1+' * 20_000}1}}\n"
    yield "formulas in a circle", HEAD + "formulas:\n" + many(400, "  f{0}: f0 + 1\n").replace("f0: f0", "f0: f399")
    yield "ten thousand faults", HEAD + "goal:\n" + many(10_000, "  kuota{0}: 5 %%\n")
    yield "thousands of formulas in a row", HEAD + "formulas:\n  f0: 1\n" + many(6_000, "  f1{0}: f0 + 1\n")
    yield "thousands of formulas, each reading the next", HEAD + "formulas:\n" + "".join(
        f"  f{i}: f{i + 1} + f{i + 1}\n" for i in range(9_000)) + "  f9000: 1\n"
    yield "may five hundred formulas, each reading the next", HEAD + "formulas:\n" + "".join(
        f"  f{i}: f{i + 1} + f{i + 1}\n" for i in range(499)) + "  f499: 1\n"
    yield "may ten thousand scenarios", HEAD + "scenarios:\n" + many(8_000, "  s{0}: {{quota: 1}}\n")
    yield "may a hundred thousand holidays", HEAD + "holidays: [" + many(80_000, "2026-08-17, ") + "2026-08-18]\n"
    yield "may three thousand promises", HEAD + "promises:\n" + many(
        3_000, "  - {{by: sales, promise: p{0}, test: utilization <= 100%}}\n")


@row("yaml", "YAML bombs, deep nesting, huge, duplicate and complex keys", full=1)
def yaml(trials):
    """Refused in one error with its line (or opened, where it may be), within 0.5 s and 100 MB."""
    slowest, largest = 0, 0
    for number, (name, content) in trials.among(fixtures()):
        with trials.trial(number) as trial:
            trial.write("sla.yaml", b"" if isinstance(content, int) else content)
            if isinstance(content, int):
                os.truncate(trial.path("sla.yaml"), content)
            done = trials.program.measured(trial, "check", "sla.yaml")
            slowest, largest = max(slowest, done.seconds), max(largest, done.megabytes)
            must(done.code in ((0, 1, 2) if name.startswith("may ") else (2,)), f"{name}: is refused, not {done.code}",
                 done.text[:500], done.said[:2_000])
            if done.code == 2:
                first = done.said.splitlines()[0]
                must("error: " in first, f"{name}: an error is told", done.said[:2_000])
                must(first.startswith("sla.yaml:") or "larger than" in first, f"{name}: with its line", first)
                must(len(done.errors) < 20_000, f"{name}: shortly, not in {len(done.errors):,} bytes", done.said[:2_000])
            must(done.seconds <= 0.5, f"{name}: within 0.5 s, not {done.seconds:.2f} s")
            must(done.megabytes <= 100, f"{name}: within 100 MB, not {done.megabytes:.0f} MB")
    trials.note(f"at most {slowest * 1000:.0f} ms and {largest:.0f} MB")
