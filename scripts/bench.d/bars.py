"""The bars, each with its peers: what is run, what must come out the same, what must hold.

A bar is a generator of rows; it may print nothing itself. To add one, add a function to BARS.
"""

import itertools
import json
import os
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass

from agreements import CHAIN, QUARTER, YEAR, largest
from measure import Failed, Side, interleave, resident
from terminal import Typist


@dataclass
class Row:
    """One line of the table. A ratio is Pacto's over the peer's: of wall time, and of the time processors worked."""

    bar: str
    pacto: str
    peer: str = "–"
    ratio: float = None
    work: float = None
    target: str = "–"
    verdict: str = ""
    memory: str = ""


class Bench:
    """Where things are, and how long to measure."""

    def __init__(self, pacto, probe, folder, numpy, quick):
        self.pacto, self.probe, self.folder, self.numpy, self.quick = pacto, probe, folder, numpy, quick

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def rounds(self, full, quick):
        return quick if self.quick else full

    def value(self, agreement, *commands):
        """The value of the last command, unrounded."""
        line = [self.pacto, agreement, "--format", "json"]
        for command in commands:
            line += ["-c", command]
        return json.loads(Side("pacto", line).output().splitlines()[-1])["result"]["value"]


def met(measured, limit):
    """`measured` must be at most `limit`."""
    return "met" if measured <= limit else f"missed by {measured / limit - 1:.0%}"


def seconds(value):
    if value < 1e-3:
        return f"{value * 1e6:.1f} µs"
    return f"{value * 1e3:.1f} ms" if value < 1 else f"{value:.2f} s"


def memory(*sides):
    figures = [side.megabytes() for side in sides]
    return " / ".join("?" if x is None else f"{x:.0f}" for x in figures) + " MB"


def same(what, ours, theirs, error=1e-9):
    if abs(ours - theirs) > error * max(abs(ours), abs(theirs)):
        raise Failed(f"{what}: pacto says {ours!r}, the peer {theirs!r}: they do not compute the same")


def against(bar, pacto, peers, targets):
    """A row for each peer; the memory of Pacto stands in the first. `targets`: the highest ratio, or None."""
    ours = pacto.seconds
    for i, (peer, target) in enumerate(zip(peers, targets)):
        ratio = ours / peer.seconds
        yield Row(
            bar if i == 0 else "", seconds(ours) if i == 0 else "", f"{peer.name} {seconds(peer.seconds)}", ratio,
            pacto.processor / peer.processor,
            "–" if target is None else f"≤ {target:.2f} ×", "" if target is None else met(ratio, target),
            memory(pacto, peer) if i == 0 else "/ " + memory(peer))


def start(bench):
    """Start, open 4 tiers × 12 months, one change, print the lead quota."""
    agreement = bench.write("year.yaml", YEAR.yaml())
    change = ["close_rate[CEO] = 5.5%", "total(leads)"]
    sql = bench.write(
        "start.sql", YEAR.sql() + "update tier set close_rate = 0.055 where name = 'CEO';\n"
        "select printf('%.15g', leads) from plan;\n")
    python = bench.write(
        "start.py", YEAR.python() + "close[0] = 0.055\nleads, a, b = plan(close)\nprint(leads, max(a, b))\n")
    awk = bench.write("start.awk", YEAR.awk(0, 0.055))
    pacto = Side("pacto", [bench.pacto, agreement, "-c", change[0], "-c", change[1]])
    peers = [
        Side("sqlite3", ["sqlite3", "-batch", ":memory:"], stdin=sql), Side("mawk", ["mawk", "-f", awk]),
        Side("Python", [sys.executable, "-I", python])]
    exact = bench.value(agreement, *change)
    fullest = bench.value(agreement, change[0], "max(utilization)")
    pacto.output()
    for peer in peers:
        printed = [float(word) for word in peer.output().split()]
        same(f"lead quota by {peer.name}", exact, printed[0])
        if len(printed) > 1:
            same(f"fullest team by {peer.name}", fullest, printed[1])
    nothing = Side("pacto", [bench.pacto, "--version"])
    interleave([pacto, nothing, *peers], bench.rounds(41, 11))
    yield from against("start, open, change, print", pacto, peers, [1.0, None, None])
    yield Row("  the aim", seconds(pacto.seconds), target="≤ 3 ms", verdict=met(pacto.seconds, 0.003))
    yield Row("  the start alone", seconds(nothing.seconds), target="–", memory=memory(nothing))


def change(bench):
    """A change and its answer, in one process: twice as many lines less so many."""
    big = bench.write("largest.yaml", largest())
    for name, agreement, driver, count, limit in (
        ("a change, on the example", "demo", "close_rate[CEO] = 5.{}%", bench.rounds(2000, 500), 50e-6),
        ("a change, 50 × 60 × 20", big, "close_rate[Tier 1] = 5.{}%", bench.rounds(200, 50), 1e-3),
    ):
        sides = []
        for times in (1, 2):
            lines = [driver.format(1 + i % 2) for i in range(count * times)]
            script = bench.write(f"change-{times}.pacto", "\n".join([f"open {agreement}", *lines, ""]))
            sides.append(Side("pacto", [bench.pacto, "run", script]))
            sides[-1].output()
        interleave(sides, bench.rounds(9, 3))
        each = statistics.median(b - a for a, b in zip(sides[0].times, sides[1].times)) / count
        target = f"≤ {limit * 1e6:,.0f} µs"
        yield Row(name, f"{each * 1e6:,.1f} µs", target=target, verdict=met(each, limit), memory=memory(sides[1]))


def whatifs(bench):
    """10,000 what-ifs in one script: each set, then the lead quota and how full the fullest team is."""
    count = bench.rounds(10_000, 2000)
    agreement = bench.write("quarter.yaml", QUARTER.yaml())
    rates = [400 + i % 1000 for i in range(count)]  # hundredths of a percent: 4 % to 13.99 %
    lines = [f"set close_rate[CEO] {rate / 100:g}%\nprint \"{{total(leads)}} {{max(utilization)}}\"" for rate in rates]
    script = bench.write("whatifs.pacto", "\n".join([f"open {agreement}", *lines, ""]))
    python = bench.write(
        "whatifs.py", QUARTER.python() + f"for i in range({count}):\n  close[0] = (400 + i % 1000) / 10_000\n"
        "  leads, a, b = plan(close)\n  print(f'{leads:.9f} {max(a, b):.9f}')\n")
    updates = [
        f"update tier set close_rate = {rate / 10_000} where name = 'CEO';\n"
        "select printf('%.9f %.9f', leads, fullest) from plan;\n" for rate in rates]
    sql = bench.write("whatifs.sql", QUARTER.sql() + "".join(updates))
    pacto = Side("pacto", [bench.pacto, "run", script])
    peers = [
        Side("Python", [sys.executable, "-I", python]), Side("sqlite3", ["sqlite3", "-batch", ":memory:"], stdin=sql)]
    printed = re.findall(r"^([\d,]+)(?: leads)? ([\d.]+)%$", pacto.output(), re.M)
    if len(printed) != count:
        raise Failed(f"{len(printed)} of {count} what-ifs were printed")
    for peer in peers:
        for (leads, fullest), line in zip(printed, peer.output().splitlines()):
            theirs = [float(word) for word in line.split()]
            if not -1e-6 <= int(leads.replace(",", "")) - theirs[0] < 1 or abs(float(fullest) - theirs[1] * 100) > 0.51:
                raise Failed(f"pacto says {leads} {fullest}%, {peer.name} {line}")
    interleave([pacto, *peers], bench.rounds(7, 3))
    yield from against(f"{count:,} what-ifs", pacto, peers, [1 / 3, None])


def sweep(bench):
    """1,000 × 1,000 cells of the year: close rate and deal size of the first tier."""
    if not bench.numpy:
        yield Row("sweep", "", verdict="numpy could not be installed")
        return
    agreement = bench.write("year.yaml", YEAR.yaml())
    space = {}
    exec(YEAR.python(), space)
    # Everything is in proportion to 1 ÷ revenue per lead.
    revenue = sum(t[1] * t[2] * t[3] for t in YEAR.tiers)
    scaled = [x * revenue for x in space["plan"](space["close"])]
    first = YEAR.tiers[0]
    bench.write(
        "model.py", f"LEADS, SDR_HOURS, AE_HOURS = {scaled}\n"
        f"MIX, OTHERS = {first[1]}, {revenue - first[1] * first[2] * first[3]}\n")
    peer_program = os.path.join(bench.folder, "numpy_sweep.py")

    def command(n):
        rate, deal = 2 + (n - 1) / 100, 10_000 + (n - 1) * 10
        return (f"sweep close_rate[CEO] 2% to {rate:g}% step 0.01pp, deal_size[CEO] 10000 to {deal} step 10 "
                "show total(leads), max(utilization[SDR]), max(utilization[AE])")

    # A small one, all of whose cells are looked at.
    small = Side("pacto", [bench.pacto, agreement, "--format", "json", "-c", command(11)]).output()
    values = [result["value"] for result in json.loads(small.splitlines()[-1])["result"]["results"]]
    theirs = iter(Side("numpy", [bench.numpy, peer_program, "11"]).output().split())
    for i, j in itertools.product((0, 5, 10), repeat=2):
        for value in values:
            same(f"cell {i}, {j}", value[i][j], float(next(theirs)))
    n = bench.rounds(1000, 300)
    pacto = Side("pacto", [bench.pacto, agreement, "-c", command(n)])
    peer = Side("numpy", [bench.numpy, peer_program, str(n)])
    pacto.output()
    peer.output()
    interleave([pacto, peer], bench.rounds(11, 3))
    yield from against(f"sweep {n:,} × {n:,}", pacto, [peer], [0.25])


def simulate(bench):
    """10 million trials of the basic chain, three uncertain drivers, P10, P50, P90 and the share that fits."""
    if not bench.numpy:
        yield Row("simulate", "", verdict="numpy could not be installed")
        return
    trials = bench.rounds(10_000_000, 1_000_000)
    agreement = bench.write("chain.yaml", CHAIN)
    command = f"simulate {trials} seed 1 show total(leads), utilization <= 100%"
    answer = Side("pacto", [bench.pacto, agreement, "--format", "json", "-c", command]).output()
    result = json.loads(answer.splitlines()[-1])["result"]
    ours = [result["quantities"][0][p] for p in ("p10", "p50", "p90")]
    kept = (result["promises"] or result["quantities"][1:])[0]
    ours.append(kept.get("kept", kept.get("mean")))
    program = os.path.join(bench.folder, "numpy_simulate.py")
    for cores in (2, 1):
        if cores > len(os.sched_getaffinity(0)):
            continue
        pacto = Side("pacto", [bench.pacto, agreement, "-c", command], cores=cores)
        peer = Side("numpy", [bench.numpy, program, str(trials), str(cores)], cores=cores)
        theirs = [float(word) for word in peer.output().split()]
        for name, mine, other in zip(("P10", "P50", "P90", "share that fits"), ours, theirs):
            same(name, mine, other, 0.003)
        pacto.output()
        interleave([pacto, peer], bench.rounds(7, 3))
        name = f"simulate {trials:,}, {cores} core{'s' * (cores > 1)}"
        yield from against(name, pacto, [peer], [1.0])
    used = pacto.megabytes()
    if used:
        yield Row("  its memory", f"{used:.0f} MB", target="≤ 110 MB", verdict=met(used, 110))


def endurance(bench):
    """Memory of the shell after 100,000 commands, beside that after the first thousand."""
    count = bench.rounds(100_000, 20_000)
    round_of = [
        "set close_rate[CEO] 5.1%", "total(leads)", "set reps[SDR] 7", "set quota 2.2M", "utilization[SDR]",
        "undo", "set close_rate[CEO] 5.2%", "check", "set reps[SDR] 6", "why utilization[SDR, Aug]"]
    shell = subprocess.Popen(
        [bench.pacto, "demo"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1 << 16)

    def send(commands, mark):
        """Types in portions that cannot fill both pipes, and reads the answers."""
        done = 0
        while done < commands:
            portion = min(100, commands - done)
            lines = [round_of[(done + i) % len(round_of)] for i in range(portion)]
            shell.stdin.write("\n".join([*lines, f'print "{mark} {done}"', ""]))
            shell.stdin.flush()
            for line in shell.stdout:
                if line == f"{mark} {done}\n":
                    break
            else:
                raise Failed("the shell ended early")
            done += portion
        return resident(shell.pid)

    try:
        early = send(1000, "early")
        late = send(count - 1000, "late")
    finally:
        shell.stdin.close()
        shell.stdout.close()
        shell.wait()
    growth = late / early - 1
    yield Row(
        f"memory after {count:,} commands", f"{late:.1f} MB", f"after 1,000: {early:.1f} MB", late / early,
        target="grows < 10 %", verdict="met" if growth < 0.1 else f"missed: grows by {growth:.0%}")


def leads(bench):
    """A lead log of a million rows, and of ten, to all aggregates."""
    here = os.path.dirname(os.path.abspath(__file__))
    for rows, target in ((1_000_000, 1 / 3), (10_000_000, 1 / 2))[: bench.rounds(2, 1)]:
        log = os.path.join(bench.folder, f"leads-{rows}.csv")
        if not os.path.exists(log):
            maker = os.path.join(here, "leads.py")
            subprocess.run([sys.executable, "-B", maker, "make", str(rows), log + ".part"], check=True)
            os.rename(log + ".part", log)
        pacto = Side("pacto", [bench.probe, log])
        peers = [
            Side(name, [bench.numpy, os.path.join(here, script), log])
            for name, script in (("DuckDB", "duckdb_leads.py"), ("pandas", "pandas_leads.py"))]
        ours = figures(pacto.output())
        for peer in peers:
            theirs = figures(peer.output())
            if ours.keys() != theirs.keys():
                other = min(ours.keys() ^ theirs.keys())
                raise Failed(f"the log by {peer.name}: one has {other}, the other has not")
            for name, figure in ours.items():
                # Quantiles are exact to 1 part in 512, everything else is whole.
                same(f"{name} by {peer.name}", figure, theirs[name], 1 / 512 if name.startswith("quantile") else 0)
        interleave([pacto, *peers], bench.rounds(5, 3))
        yield from against(f"a lead log of {rows:,} rows", pacto, peers, [target, None])
        yield Row(
            "  its memory", f"{pacto.megabytes():.0f} MB", target="≤ 120 MB", verdict=met(pacto.megabytes(), 120))


def figures(text):
    """What a program prints of a lead log, by name."""
    return {name: float(figure) for name, figure in (line.rsplit(" ", 1) for line in text.splitlines())}


def preview(bench):
    """Keys of what people type, on a terminal: with the row that tells the effect before Enter, and without it."""
    lines = [
        "set close rate +1.2pp", "set reps[SDR] 8 from Aug", "set quota 2.4M per quarter", "total(leads) / 3",
        "deal_size[CEO] = 25k", "solve supply for ", "attempts = 4"]
    command = [bench.pacto, "demo", "--private"]
    sides = [Typist(command, bench.folder), Typist([*command, "--no-preview"], bench.folder)]
    try:
        for turn in range(bench.rounds(5, 2) + 1):
            for at, line in enumerate(lines):
                for key in line:
                    for side in sides if at % 2 == 0 else reversed(sides):
                        side.press(key, counts=turn > 0)
                for side in sides:
                    side.press("\x15", counts=False)
    finally:
        for side in sides:
            side.close()
    shown, plain = (statistics.median(side.times) for side in sides)
    slow, quick = (sorted(side.times)[len(side.times) * 95 // 100] for side in sides)
    yield Row(
        "a key, to its last byte", seconds(shown), f"no preview {seconds(plain)}", shown / plain, target="≤ 1.50 ×",
        verdict=met(shown / plain, 1.5))
    yield Row("  19 of 20 keys within", seconds(slow), f"no preview {seconds(quick)}", slow / quick)


BARS = {bar.__name__: bar for bar in (start, change, whatifs, sweep, simulate, leads, preview, endurance)}
