"""The lead log with pandas: pandas_leads.py FILE prints the figures of leads.py, one a line (duckdb_leads.py says how)."""

import sys

import numpy as np
import pandas as pd

NAMES = ["leads", "customers", "revenue", "cycle", "cycles", "unconnected", "attempts", "connected",
         "connected attempts"]
CHANGE = pd.Timestamp("2026-10-25 03:00")

log = pd.read_csv(
    sys.argv[1], usecols=lambda name: name not in ("lead_id", "source"),
    parse_dates=["created_at", "first_followup_at", "closed_at"], date_format="%Y-%m-%d %H:%M",
    true_values=["yes"], false_values=["no"], dtype={"tier": "category"})
days = pd.date_range("2026-06-01", "2027-06-30")
is_open = ((days.day_of_week < 5) & (days != pd.Timestamp("2026-08-17"))).astype(np.int64)
past = np.concatenate([[0], np.cumsum(is_open)[:-1]]) * 28_800
first_day = days[0].value // 10**9


def local(times):
    return times.to_numpy().astype("datetime64[s]").astype(np.int64)


def moment(times):
    seconds = local(times)
    return seconds - np.where(seconds < CHANGE.value // 10**9, 7200, 3600)


def passed(seconds):
    """Business seconds up to local times."""
    place = np.clip((seconds - first_day) // 86_400, 0, len(days) - 1)
    return past[place] + is_open[place] * np.clip(seconds % 86_400 - 32_400, 0, 28_800)


created, answered, closed = (moment(log[name]) for name in ("created_at", "first_followup_at", "closed_at"))
is_answered = log.first_followup_at.notna().to_numpy()
customer, connected = log.customer.to_numpy(), log.connected.to_numpy()
wall = local(log.first_followup_at)
twice = (wall >= CHANGE.value // 10**9 - 3600) & (wall < CHANGE.value // 10**9)
answered = np.where(is_answered & twice & (answered < created), answered + 3600, answered)
begun, wait = passed(local(log.created_at)), passed(wall) - passed(local(log.created_at))
latest = max(created.max(), answered[is_answered].max(), closed[customer].max() if customer.any() else 0)
before = latest - 1
end = passed(np.array([before + (7200 if before < 1_792_890_000 else 3600)]))[0]
is_known = ~is_answered | (answered >= created)
is_timed = is_answered & (answered >= created)
is_due = is_known & (begun + 300 <= end)
second = local(log.created_at) % 86_400
place = (local(log.created_at) - first_day) // 86_400
cents = np.where(customer, (log.revenue.to_numpy() * 100).round(), 0).astype(np.int64)
attempts = log.attempts.to_numpy()
frame = pd.DataFrame({
    "month": log.created_at.dt.year.to_numpy() * 12 + log.created_at.dt.month.to_numpy() - 1, "tier": log.tier,
    "leads": 1, "customers": customer.astype(int), "revenue": cents,
    "cycle": np.where(customer, closed - created, 0), "cycles": customer.astype(int),
    "unconnected": (~connected).astype(int), "attempts": attempts * ~connected, "connected": connected.astype(int),
    "connected attempts": attempts * connected,
    "in hours": is_open[place] * ((second >= 32_400) & (second < 61_200)), "due": is_due.astype(int),
    "within": (is_due & is_timed & (wait <= 300)).astype(int), "contacted": is_answered.astype(int),
    "never": (~is_answered).astype(int), "negative": (is_answered & (answered < created)).astype(int),
    "elapsed": np.where(is_timed, answered - created, 0), "business": np.where(is_timed, wait, 0)})
won_month = np.where(customer, log.closed_at.dt.year.fillna(0) * 12 + log.closed_at.dt.month.fillna(0) - 1, 0).astype(int)
won = pd.DataFrame({"month": won_month[customer], "won": 1, "won revenue": cents[customer]}).groupby("month").sum()
cohorts = frame.groupby(["month", "tier"], observed=True)[NAMES].sum()
months = frame.groupby("month")[list(frame.columns[len(NAMES) + 2:])].sum()


def label(month):
    return f"{month // 12}-{month % 12 + 1:02d}"


print(f"rows  read {len(log)}\nrows  used {len(log)}")
for (month, tier), row in cohorts.iterrows():
    for name, figure in row.items():
        print(f"cohort {label(month)} {tier} {name} {figure}")
for month in sorted({*months.index, *won.index}):
    for table, names in ((won, won.columns), (months, months.columns)):
        for name in names:
            print(f"month {label(month)} {name} {table[name].get(month, 0)}")
for clock, values in (("elapsed", answered - created), ("business", wait)):
    for month, group in pd.Series(values[is_timed]).groupby(frame.month.to_numpy()[is_timed]):
        for share in (0.5, 0.9):
            print(f"quantile {label(month)} {clock} {share} {float(group.quantile(share))}")
print(f"as of  seconds {latest}")
