"""A lead log for the bars, and what it adds up to.

    leads.py make ROWS FILE [SEED]      writes a log of Pacto's own layout, the same for the same seed
    leads.py figures FILE               what it adds up to, by the plain means of Python, one figure a line

The figures are those of Tests/LeadProbe, calculated with nothing in common but the terms: local times of Madrid,
business from 9:00 to 17:00 on weekdays but 2026-08-17, an answer promised within 5 minutes of business time. Quantiles
are exact here, between ranks linearly."""

import bisect
import csv
import random
import sys
from collections import defaultdict
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

HEADER = "lead_id,created_at,tier,source,first_followup_at,attempts,connected,customer,closed_at,revenue\n"
TIERS = ["CEO", "Director", "Manager"]
SOURCES = ["Organic search", '"Paid, social media"', "Webinar of autumn", '"Trade ""fair"", Madrid"', "Customer referral"]
DEALS = {"CEO": 20_000, "Director": 12_000, "Manager": 8_000}
MADRID = ZoneInfo("Europe/Madrid")
HOLIDAYS = {date(2026, 8, 17)}
OPENS, CLOSES = 9, 17
WITHIN = 300


def make(rows, name, seed=2026):
    """Leads of July to November 2026, over the end of summer time, in the order of their creation."""
    chance = random.Random(seed)
    draw, below = chance.random, chance.randrange
    first, span = datetime(2026, 7, 1), 150 * 1440
    stamps = {}

    def stamp(minute):
        text = stamps.get(minute)
        if text is None:
            text = stamps[minute] = (first + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M")
        return text

    with open(name, "w", newline="") as file:
        file.write(HEADER)
        lines = []
        for row in range(rows):
            minute = row * span // rows
            x = draw()
            tier = "CEO" if x < 0.1 else "Director" if x < 0.4 else "Manager"
            x = draw()
            # Most are answered in minutes, some the day after, one in fourteen never.
            wait = below(12) if x < 0.6 else below(240) if x < 0.85 else 240 + below(2600) if x < 0.93 else None
            answered = "" if wait is None else stamp(minute + wait)
            attempts = 0 if wait is None else 1 + below(8)
            connected = attempts > 0 and draw() < 0.6
            won = connected and draw() < 0.05
            if won:
                closed = stamp(minute + wait + below(90 * 1440))
                revenue = f"{DEALS[tier] * (0.5 + draw()):.2f}"
            lines.append(
                f"L{row:08d},{stamp(minute)},{tier},{SOURCES[below(5)]},{answered},{attempts},"
                f"{'yes' if connected else 'no'},{'yes' if won else 'no'},"
                + (f"{closed},{revenue}\n" if won else ",\n"))
            if len(lines) == 20_000:
                file.write("".join(lines))
                lines = []
        file.write("".join(lines))


def moment(text, known={}):
    """Seconds since 1970 of a local time; of two that it could be the first."""
    seconds = known.get(text)
    if seconds is None:
        local = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=MADRID)
        seconds = known[text] = int(local.timestamp())
    return seconds


class Business:
    """Business time by its stretches, one for each open day."""

    def __init__(self):
        self.opens, self.closes, self.before = [], [], [0]
        day = date(2026, 6, 1)
        while day < date(2027, 7, 1):
            if day.weekday() < 5 and day not in HOLIDAYS:
                self.opens.append(int(datetime.combine(day, time(OPENS), MADRID).timestamp()))
                self.closes.append(int(datetime.combine(day, time(CLOSES), MADRID).timestamp()))
                self.before.append(self.before[-1] + self.closes[-1] - self.opens[-1])
            day += timedelta(days=1)
        self.known = {}

    def passed(self, at):
        found = self.known.get(at)
        if found is None:
            place = bisect.bisect_right(self.opens, at) - 1
            found = 0 if place < 0 else self.before[place] + min(at, self.closes[place]) - self.opens[place]
            self.known[at] = found
        return found

    def is_open(self, at):
        place = bisect.bisect_right(self.opens, at) - 1
        return place >= 0 and at < self.closes[place]

    def deadline(self, at):
        target = self.passed(at) + WITHIN
        place = bisect.bisect_left(self.before, target) - 1
        return self.opens[place] + target - self.before[place]


def quantile(values, share):
    position = (len(values) - 1) * share
    rank = int(position)
    part = position - rank
    return values[rank] + ((values[rank + 1] - values[rank]) * part if part else 0)


def figures(name):
    business = Business()
    cohorts = defaultdict(lambda: defaultdict(int))
    months = defaultdict(lambda: defaultdict(int))
    speeds = defaultdict(list)
    notes = defaultdict(int)
    deadlines = []
    latest = rows = 0
    with open(name, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows += 1
            created = moment(row["created_at"])
            month = row["created_at"][:7]
            cohort, about = cohorts[month, row["tier"]], months[month]
            latest = max(latest, created)
            cohort["leads"] += 1
            about["in hours"] += business.is_open(created)
            kept, speed_known = False, True
            if row["first_followup_at"]:
                answered = moment(row["first_followup_at"])
                if answered < created:
                    # Madrid sets its clocks back once in these months: the second 2:30 is an hour after the first.
                    again = datetime.strptime(row["first_followup_at"], "%Y-%m-%d %H:%M")
                    later = int(again.replace(tzinfo=MADRID, fold=1).timestamp())
                    if later >= created:
                        answered = later
                        notes["hourTwice"] += 1
                latest = max(latest, answered)
                about["contacted"] += 1
                if answered < created:
                    about["negative"] += 1
                    notes["negativeResponse"] += 1
                    speed_known = False
                else:
                    worked = business.passed(answered) - business.passed(created)
                    speeds[month, "elapsed"].append(answered - created)
                    speeds[month, "business"].append(worked)
                    kept = worked <= WITHIN
            else:
                about["never"] += 1
            if speed_known:
                deadlines.append((business.deadline(created), month, kept))
            if row["connected"] == "yes":
                cohort["connected"] += 1
                cohort["connected attempts"] += int(row["attempts"])
            else:
                cohort["unconnected"] += 1
                cohort["attempts"] += int(row["attempts"])
            if row["customer"] == "yes":
                closed = moment(row["closed_at"])
                revenue = round(float(row["revenue"]) * 100)
                latest = max(latest, closed)
                cohort["customers"] += 1
                cohort["revenue"] += revenue
                cohort["cycle"] += closed - created
                cohort["cycles"] += 1
                won = months[datetime.fromtimestamp(closed, MADRID).strftime("%Y-%m")]
                won["won"] += 1
                won["won revenue"] += revenue
    for deadline, month, kept in deadlines:
        if deadline < latest:
            months[month]["due"] += 1
            months[month]["within"] += kept
    print(f"rows  read {rows}\nrows  used {rows}")
    for reason in sorted(notes):
        print(f"rows {reason} count {notes[reason]}")
    for month in sorted(months):
        for tier in TIERS:
            for figure in ("leads", "customers", "revenue", "cycle", "cycles", "unconnected", "attempts", "connected",
                           "connected attempts") if cohorts[month, tier]["leads"] else ():
                print(f"cohort {month} {tier} {figure} {cohorts[month, tier][figure]}")
        for figure in ("won", "won revenue", "in hours", "due", "within", "contacted", "never", "negative"):
            print(f"month {month} {figure} {months[month][figure]}")
        for clock in ("elapsed", "business"):
            print(f"month {month} {clock} {sum(speeds[month, clock])}")
        for clock in ("elapsed", "business"):
            values = sorted(speeds[month, clock])
            for share in (0.5, 0.9) if values else ():
                print(f"quantile {month} {clock} {share} {float(quantile(values, share))}")
    print(f"as of  seconds {latest}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"] and len(sys.argv) in (4, 5):
        make(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) == 5 else 2026)
    elif sys.argv[1:2] == ["figures"] and len(sys.argv) == 3:
        figures(sys.argv[2])
    else:
        sys.exit(__doc__)
