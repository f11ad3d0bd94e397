"""The lead log with DuckDB: duckdb_leads.py FILE prints the figures of leads.py, one a line.

Business hours lie clear of the hour in which Madrid's clocks change, so that business time is taken from local times;
elapsed time goes by the offset, of two moments that a time could be the first, or the second where the first would lie
before the lead."""

import sys

import duckdb

QUERY = """
create temp table days as
  select day, 28800 * coalesce(sum(is_open::int) over (
    order by day rows between unbounded preceding and 1 preceding), 0)::bigint as past, is_open::int as is_open
  from (select day::date as day, isodow(day) < 6 and day::date <> date '2026-08-17' as is_open
    from range(timestamp '2026-06-01', timestamp '2027-07-01', interval 1 day) all_days(day));
create macro moment(t) as epoch(t)::bigint - case when t < timestamp '2026-10-25 03:00' then 7200 else 3600 end;
create macro opened(t) as least(28800, greatest(0, epoch(t)::bigint - epoch(t::date)::bigint - 32400));
create temp table leads as
  select strftime(created_at, '%Y-%m') as month, tier, moment(created_at) as created,
    case when moment(first_followup_at) < moment(created_at)
        and first_followup_at between timestamp '2026-10-25 02:00' and timestamp '2026-10-25 02:59:59'
      then moment(first_followup_at) + 3600 else moment(first_followup_at) end as answered,
    c.past + c.is_open * opened(created_at) as created_business,
    a.past + a.is_open * opened(first_followup_at) as answered_business,
    c.is_open = 1 and opened(created_at) < 28800 and epoch(created_at) - epoch(created_at::date) >= 32400 as in_hours,
    attempts, connected, customer, moment(closed_at) as closed, strftime(closed_at, '%Y-%m') as closed_month,
    round(revenue * 100)::bigint as cents
  from read_csv($file, header = true, delim = ',', quote = '"', columns = {
    'lead_id': 'varchar', 'created_at': 'timestamp', 'tier': 'varchar', 'source': 'varchar',
    'first_followup_at': 'timestamp', 'attempts': 'bigint', 'connected': 'boolean', 'customer': 'boolean',
    'closed_at': 'timestamp', 'revenue': 'double'}) log
  join days c on c.day = created_at::date left join days a on a.day = first_followup_at::date
"""

file = sys.argv[1]
con = duckdb.connect()
con.execute("set timezone = 'UTC'")
*setup, leads = QUERY.rsplit(";", 1)
con.execute(setup[0])
# One pass over the file; a table of what is needed serves the groupings.
con.execute(leads.replace("$file", "'" + file.replace("'", "''") + "'"))
rows = con.execute("select count(*) from leads").fetchone()[0]
latest = con.execute("select max(greatest(created, answered, case when customer then closed end)) from leads").fetchone()[0]
cohorts = con.execute("""
  select month, tier, count(*), count(*) filter (customer), sum(cents) filter (customer),
    sum(closed - created) filter (customer), count(*) filter (customer), count(*) filter (not connected),
    sum(attempts) filter (not connected), count(*) filter (connected), sum(attempts) filter (connected)
  from leads group by all""").fetchall()
won = dict((month, rest) for month, *rest in con.execute(
    "select closed_month, count(*), sum(cents) from leads where customer group by all").fetchall())
end = con.execute("""
  select past + is_open * opened(t) from days, (select make_timestamp(
    ($1 - 1 + case when $1 - 1 < 1792890000 then 7200 else 3600 end)::bigint * 1000000) as t) where day = t::date""",
    [latest]).fetchone()[0]
months = con.execute("""
  select month, count(*) filter (in_hours),
    count(*) filter (created_business + 300 <= $1 and (answered is null or answered >= created)),
    count(*) filter (created_business + 300 <= $1 and answered >= created and
      answered_business - created_business <= 300),
    count(answered), count(*) - count(answered), count(*) filter (answered < created),
    sum(answered - created) filter (answered >= created),
    sum(answered_business - created_business) filter (answered >= created),
    quantile_cont(answered - created, [0.5, 0.9]) filter (answered >= created),
    quantile_cont(answered_business - created_business, [0.5, 0.9]) filter (answered >= created)
  from leads group by all""", [end]).fetchall()

print(f"rows  read {rows}\nrows  used {rows}")
names = ("leads", "customers", "revenue", "cycle", "cycles", "unconnected", "attempts", "connected",
         "connected attempts")
for month, tier, *figures in sorted(cohorts):
    for name, figure in zip(names, figures):
        print(f"cohort {month} {tier} {name} {figure or 0}")
known = {month: rest for month, *rest in months}
for month in sorted({*known, *won}):
    hours, due, within, contacted, never, negative, elapsed, business, first, second = known.get(
        month, (0,) * 8 + (None, None))
    count, revenue = won.get(month, (0, 0))
    for name, figure in (
            ("won", count), ("won revenue", revenue), ("in hours", hours), ("due", due), ("within", within),
            ("contacted", contacted), ("never", never), ("negative", negative), ("elapsed", elapsed),
            ("business", business)):
        print(f"month {month} {name} {figure or 0}")
    for clock, values in (("elapsed", first), ("business", second)):
        for share, value in zip((0.5, 0.9), values or ()):
            print(f"quantile {month} {clock} {share} {float(value)}")
print(f"as of  seconds {latest}")
