"""The agreements the bars run on, written for each side: YAML for Pacto, SQL, awk and Python for its peers.

The peers compute what the plan view needs of the model (model.md): leads with the sales cycle ahead, hours of
follow-up and of selling, and how full each team is. `bars.py` compares the numbers they print with Pacto's.
"""

from datetime import date, timedelta

SHARE, AUTOMATION, CONNECT, HOURS_EACH, HOURS_TALK, HOURS_OPPORTUNITY = 0.4, 0.3, 0.18, 0.1, 1 / 3, 3
REP_DAY = 40 / 5 * 0.65 * 0.7


class Agreement:
    """Tiers are (name, mix, close rate, deal size, cycle in days, attempts, opportunity rate)."""

    def __init__(self, name, quota, start, months, weights, tiers, reps):
        self.name, self.quota, self.start, self.months = name, quota, start, months
        self.tiers, self.reps = tiers, reps
        self.weights = [weights.get(i, 1) for i in range(months)]
        self.days = [working_days(*month(start, i)) for i in range(months)]

    def yaml(self):
        seasons = {"%d-%02d" % month(self.start, i): w for i, w in enumerate(self.weights) if w != 1}
        lines = [
            f"agreement: {self.name}", "currency: EUR",
            "period: {start: %d-%02d, months: %d}" % (*self.start, self.months), "goal:",
            f"  quota: {self.quota}", "  marketing_share: 40%",
            "  seasonality: {%s}" % ", ".join(f"{m}: {w}" for m, w in seasons.items()), "tiers:"]
        for name, mix, close, deal, cycle, attempts, rate in self.tiers:
            lines.append(
                f"  {name}: {{mix: {percent(mix)}, close_rate: {percent(close)}, deal_size: {deal}, "
                f"sales_cycle: {cycle} days, attempts: {attempts}, opportunity_rate: {percent(rate)}}}")
        lines += ["follow_up: {connect_rate: 18%, automation: 30%, time_per_opportunity: 3 h}", "teams:"]
        for team, share in (("SDR", "follow_up_share"), ("AE", "selling_share")):
            lines.append(
                f"  {team}: {{reps: {self.reps[team]}, selling_time: 65%, marketing_time: 70%, {share}: 100%}}")
        lines += [
            "promises:", "  - by: sales", "    promise: Work every lead", "    test: utilization <= 100%", ""]
        return "\n".join(lines)

    def sql(self):
        """Tables with what is given and a view with what follows: leads in all, and the fullest team."""
        tier = ", ".join(f"('{t[0]}', {', '.join(map(str, t[1:]))})" for t in self.tiers)
        month = ", ".join(f"({i}, {w}, {d})" for i, (w, d) in enumerate(zip(self.weights, self.days)))
        return f"""
create table given(quota real, share real, connect real, automation real, sdr real, ae real);
create table tier(name text primary key, mix real, close_rate real, deal real, cycle real, attempts real, rate real);
create table month(i integer primary key, weight real, days real);
insert into given values({self.quota}, {SHARE}, {CONNECT}, {AUTOMATION}, {self.reps["SDR"]}, {self.reps["AE"]});
insert into tier values {tier};
insert into month values {month};
create view per_lead as select sum(mix * close_rate * deal) as revenue from tier;
create view need as select t.name, m.i,
    g.quota * g.share * m.weight / (select sum(weight) from month) / p.revenue * t.mix as leads
  from given g, per_lead p, tier t, month m;
create view lag as select name, cast(cycle / 30.436875 as integer) as whole,
    cycle / 30.436875 - cast(cycle / 30.436875 as integer) as part,
    (select quota * share from given) / {self.months} / (select revenue from per_lead) * mix as later from tier;
create view lead as select m.i, l.name,
    (1 - l.part) * coalesce(a.leads, l.later) + l.part * coalesce(b.leads, l.later) as leads
  from month m join lag l
  left join need a on a.name = l.name and a.i = m.i + l.whole
  left join need b on b.name = l.name and b.i = m.i + l.whole + 1;
create view hours as select lead.i, sum(lead.leads * (
      (1 - pow(1 - g.connect, t.attempts)) / g.connect * {HOURS_EACH} * (1 - g.automation)
      + (1 - pow(1 - g.connect, t.attempts)) * {HOURS_TALK})) as follow_up,
    sum(lead.leads * t.rate * {HOURS_OPPORTUNITY}) as selling, sum(lead.leads) as leads
  from lead join tier t on t.name = lead.name, given g group by lead.i;
create view plan as select sum(h.leads) as leads,
    max(max(h.follow_up / (g.sdr * {REP_DAY} * m.days), h.selling / (g.ae * {REP_DAY} * m.days))) as fullest
  from hours h join month m on m.i = h.i, given g;
"""

    def python(self):
        """A function of the tiers' close rates: leads in all, and how full each team is in its fullest month."""
        column = lambda at: [t[at] for t in self.tiers]
        return f"""
mix, close, deal, cycle = {column(1)}, {column(2)}, {column(3)}, {column(4)}
attempts, rate = {column(5)}, {column(6)}
weights, days = {self.weights}, {self.days}
goal, months, connect = {self.quota} * {SHARE}, {self.months}, {CONNECT}
sdr, ae = {self.reps["SDR"]} * {REP_DAY}, {self.reps["AE"]} * {REP_DAY}
reach = [1 - (1 - connect) ** n for n in attempts]
each = [r / connect * {HOURS_EACH} * {1 - AUTOMATION} + r * {HOURS_TALK} for r in reach]
selling = [r * {HOURS_OPPORTUNITY} for r in rate]
lags = [days / 30.436875 for days in cycle]
all_weights = sum(weights)

def plan(close):
    revenue = sum([m * c * d for m, c, d in zip(mix, close, deal)])
    total = sdr_fullest = ae_fullest = 0
    follow, sell = [0] * months, [0] * months
    need = [goal * w / all_weights / revenue for w in weights]
    later = goal / months / revenue
    for t, share in enumerate(mix):
        whole = int(lags[t])
        part = lags[t] - whole
        for i in range(months):
            near = need[i + whole] if i + whole < months else later
            far = need[i + whole + 1] if i + whole + 1 < months else later
            leads = ((1 - part) * near + part * far) * share
            total += leads
            follow[i] += leads * each[t]
            sell[i] += leads * selling[t]
    for i, open in enumerate(days):
        sdr_fullest = max(sdr_fullest, follow[i] / (sdr * open))
        ae_fullest = max(ae_fullest, sell[i] / (ae * open))
    return total, sdr_fullest, ae_fullest
"""

    def awk(self, place, close):
        """The model in the program; the close rate of one tier is changed; leads in all, and the fullest team."""
        words = lambda values: " ".join(map(str, values))
        column = lambda at: words(t[at] for t in self.tiers)
        return f"""
BEGIN {{
  n = split("{column(1)}", mix); split("{column(2)}", close_rate); split("{column(3)}", deal)
  split("{column(4)}", cycle); split("{column(5)}", attempts); split("{column(6)}", rate)
  months = split("{words(self.weights)}", weight); split("{words(self.days)}", days)
  close_rate[{place + 1}] = {close}
  goal = {self.quota} * {SHARE}
  for (t = 1; t <= n; t++) revenue += mix[t] * close_rate[t] * deal[t]
  for (i = 1; i <= months; i++) all += weight[i]
  for (i = 1; i <= months; i++) need[i] = goal * weight[i] / all / revenue
  later = goal / months / revenue
  for (t = 1; t <= n; t++) {{
    lag = cycle[t] / 30.436875; whole = int(lag); part = lag - whole
    reach = 1 - (1 - {CONNECT}) ^ attempts[t]
    each = reach / {CONNECT} * {HOURS_EACH} * {1 - AUTOMATION} + reach * {HOURS_TALK}
    for (i = 1; i <= months; i++) {{
      near = i + whole <= months ? need[i + whole] : later
      far = i + whole + 1 <= months ? need[i + whole + 1] : later
      leads = ((1 - part) * near + part * far) * mix[t]
      total += leads; follow[i] += leads * each; sell[i] += leads * rate[t] * {HOURS_OPPORTUNITY}
    }}
  }}
  for (i = 1; i <= months; i++) {{
    a = follow[i] / ({self.reps["SDR"] * REP_DAY} * days[i]); b = sell[i] / ({self.reps["AE"] * REP_DAY} * days[i])
    if (a > fullest) fullest = a
    if (b > fullest) fullest = b
  }}
  printf "%.15g %.15g\\n", total, fullest
}}
"""


def month(start, i):
    months = start[0] * 12 + start[1] - 1 + i
    return months // 12, months % 12 + 1


def working_days(year, month):
    day, count = date(year, month, 1), 0
    while day.month == month:
        count += day.weekday() < 5
        day += timedelta(1)
    return count


def percent(share):
    return f"{share * 100:.10g}%"


YEAR = Agreement(
    "A year of four tiers", 9_600_000, (2026, 1), 12, {7: 0.8, 11: 0.7},
    [("CEO", 0.1, 0.05, 20_000, 60, 8, 0.25), ("VP", 0.15, 0.045, 16_000, 45, 6, 0.2),
     ("Director", 0.25, 0.04, 12_000, 45, 6, 0.2), ("Manager", 0.5, 0.025, 8_000, 30, 6, 0.15)],
    {"SDR": 9, "AE": 12})

QUARTER = Agreement(
    "A quarter of three tiers", 2_100_000, (2026, 7), 3, {1: 0.8},
    [("CEO", 0.1, 0.05, 20_000, 45, 8, 0.25), ("Director", 0.3, 0.04, 12_000, 45, 6, 0.2),
     ("Manager", 0.6, 0.025, 8_000, 45, 6, 0.15)],
    {"SDR": 6, "AE": 7})


def largest():
    """50 tiers, 60 months, 20 teams."""
    lines = [
        "agreement: The largest sensible one", "currency: EUR", "period: {start: 2026-01, months: 60}",
        "goal: {quota: 900M, marketing_share: 40%}", "tiers:"]
    for i in range(50):
        lines.append(
            f"  Tier {i + 1}: {{mix: 2%, close_rate: {3 + i * 0.04:.2f}%, deal_size: {8000 + 300 * i}, "
            f"sales_cycle: {20 + i} days, attempts: {4 + i % 5}, opportunity_rate: 20%}}")
    lines += [
        "leads: {supply: 9,000 per month}".replace(",", ""),
        "follow_up: {connect_rate: 18%, automation: 30%, time_per_opportunity: 2 h, respond_within: 15 min}", "teams:"]
    for i in range(20):
        lines.append(f"  Team {i + 1}: {{reps: {12 + i}, selling_time: 65%, follow_up_share: 5%, selling_share: 5%}}")
    lines += [
        "promises:", "  - by: marketing", "    promise: Deliver", "    test: coverage >= 100%", "  - by: sales",
        "    promise: Work every lead", "    test: utilization <= 100%", "  - by: sales", "    promise: In time",
        "    test: response_rate >= respond_target", ""]
    return "\n".join(lines)


CHAIN = """\
agreement: The basic chain
currency: EUR
period: {start: 2026-07, months: 1}
goal: {quota: 400k}
tiers: {Lead: {close_rate: 3% to 5%, deal_size: 10k to 14k}}
follow_up: {connect_rate: 14% to 22%}
teams: {SDR: {reps: 4}}
"""
