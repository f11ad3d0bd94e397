"""Any bytes as an export of a CRM: the small exports of the tests, damaged at random."""

import json
import os

from table import row
from trials import must

# What means something somewhere in an export.
WORDS = [
    b'"', b'""', b",", b";", b"\t", b"\n", b"\r\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"\xe2\x82",
    b"\x1b]0;owned\x07", b"\xe2\x80\xae", b"#N/A", b"yes", b"no", b"true", b"0", b"-1", b"99999999999999999999", b"1e308",
    b"NaN", b"inf", b"0x10", b"1.2.3", b"$1,200.50", b"1.200,50", b"\xe2\x82\xac", b"2026-02-30", b"2026-07-01T25:61",
    b"0000-00-00", b"9999-12-31 23:59", b"1969-12-31", b"03/04/2026", b"2026-07-01 10:00", b"2026-03-29 02:30", b"CEO",
    b"Closed Won", b"created_at", b"lead_id", b"Create Date", b"Record ID", b"Total", b"Copyright", b"=cmd|'/c'!A0", b"a" * 5_000]
# Exports that are read together.
PAIRS = [
    ("hubspot-contacts.csv", "hubspot-deals.csv"), ("salesforce-api-leads.csv", "salesforce-api-opportunities.csv"),
    ("salesforce-report.csv", "salesforce-opportunities.csv")]


def damaged(dice, names, content):
    """An export with one to a dozen things wrong with it, as a rule behind its headers."""
    data = bytearray(content(dice.choice(names)))
    first = data.index(b"\n") + 1 if dice.random() < 0.7 else 0
    for _ in range(dice.choice([1, 1, 2, 4, 12])):
        at, end = sorted(dice.randrange(min(first, len(data)), len(data) + 1) for _ in range(2))
        end = min(end, at + dice.choice([1, 8, 64, 4_000]))
        match dice.randrange(9):
            case 0 if at < len(data):
                data[at] ^= 1 << dice.randrange(8)
            case 1:
                data[at:end] = dice.randbytes(end - at)
            case 2:
                data[at:at] = dice.choice(WORDS) * dice.choice([1, 1, 1, 40])
            case 3:
                data[at:end] = dice.choice(WORDS)
            case 4:
                del data[at:end]
            case 5:
                data[at:at] = data[at:end] * dice.choice([1, 3, 200])
            case 6:
                del data[at:]
            case 7:
                other = content(dice.choice(names))
                data[at:] = other[dice.randrange(len(other)):]
            case 8:
                one, other = dice.choice([(b",", b";"), (b";", b"\t"), (b"\n", b"\r"), (b"-", b"/"), (b'"', b""), (b",", b"")])
                data = bytearray(bytes(data).replace(one, other))
    return bytes(data)


@row("any-export", "any bytes as an export: no trap, every row accounted for, in 1 s and 256 MB", full=3_000, short=120)
def any_export(trials):
    """Refused with a reason, or counted: the rows are those used and those set aside."""
    names = sorted(name for name in os.listdir(trials.soak.exports) if name.endswith(".csv"))
    slowest, largest, counted = 0, 0, 0
    for number in trials:
        with trials.trial(number) as trial:
            dice = trial.dice
            line = "track export.csv as leads"
            trial.write("export.csv", damaged(dice, names, trials.soak.export))
            if dice.random() < 0.2:
                pair = dice.choice(PAIRS)
                line = "track export.csv with deals.csv as leads"
                trial.write("export.csv", damaged(dice, pair[:1], trials.soak.export))
                trial.write("deals.csv", damaged(dice, pair[1:], trials.soak.export))
            if dice.random() < 0.2:
                line += dice.choice([" strict", " as of 2026-08-15", " using hubspot", " using salesforce", " using pacto"])
            form = dice.choice(["json", "json", "json", "text"])
            done = trials.program.measured(trial, "demo", "--format", form, "-c", line)
            slowest, largest = max(slowest, done.seconds), max(largest, done.megabytes)
            must(done.code in (0, 2), f"{line}: it is counted or refused, not {done.code}", done)
            must(b"\x1b" not in done.output + done.errors and b"\xe2\x80\xae" not in done.output + done.errors,
                 "nothing of it reaches the terminal as it is", done)
            if done.code == 2:
                must("error: " in done.said or '"error"' in done.said, "a reason is told", done)
                must(len(done.errors) < 20_000, f"shortly, not in {len(done.errors):,} bytes", done.said[:2_000])
            elif form == "json":
                counted += 1
                rows_add_up(json.loads(done.output), done)
            must(done.seconds <= 1, f"within 1 s, not {done.seconds:.2f} s")
            must(done.megabytes <= 256, f"within 256 MB, not {done.megabytes:.0f} MB")
    trials.note(f"{counted} were counted; at most {slowest * 1000:.0f} ms and {largest:.0f} MB")


def rows_add_up(answer, done):
    answer = answer.get("result", answer)
    aside = sum(reason["rows"] for reason in answer["set_aside"])
    must(answer["rows"] == answer["used"] + aside, "every row is used or set aside", done)
    must(0 < answer["used"] <= answer["rows"], "something of it is used", done)
