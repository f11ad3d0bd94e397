"""What is said in a meeting: random changes on the example, most of which work, and words to kill time with."""

DRIVERS = [
    "quota", "marketing_share", "close_rate", "close_rate[CEO]", "close_rate[Director]", "deal_size[Manager]",
    "mix[CEO]", "mix[Manager]", "sales_cycle", "supply", "cost_per_lead", "connect_rate", "attempts[CEO]",
    "automation", "time_per_opportunity", "reps[SDR]", "reps[AE]", "reps[AE, Aug]", "selling_time[SDR]",
    "seasonality[Aug]", "hours_per_week", "budget"]
VALUES = [
    "+1pp", "-0.5pp", "*1.1", "*0.9", "+1", "-1", "+5%", "5%", "30%", "3% to 5%", "5 of 100", "2M per quarter", "800k",
    "12", "7", "1h30", "45 min", "60 days", "0.8", "20k"]
OTHERS = [
    "scenario cautious", "scenario aggressive", "scenario base", "scenario new lean", "scenario drop lean",
    "watch leads, coverage", "reset connect_rate", "reset reps", "define fee = 2k per month", "define fee = 3k",
    "set fee 5k", "set quota +10%; set automation 40%", "reset close_rate, automation", "undo", "undo 2", "redo",
    "track leads-0.csv as leads", "track leads-1.csv as leads; set automation 35%", "track leads-1.csv as other",
    "track demo", "track 2026-07 leads 1320, customers 44", "recalibrate apply",
    "levers; apply 1", "leads", "check", "why leads", "show", "leadz"]


def line(dice):
    """One line of a meeting."""
    if dice.random() < 0.3:
        return dice.choice(OTHERS)
    month = f" from {dice.choice(['Jul', 'Aug', 'Sep'])}" if dice.random() < 0.15 else ""
    note = "   # said so" if dice.random() < 0.1 else ""
    return f"set {dice.choice(DRIVERS)} {dice.choice(VALUES)}{month}{note}"


# What shows all that a line can change.
STATE = ["scenario", "show agreement", "list", "show actual_leads, actual_customers, actual_revenue, actual_unreached"]
