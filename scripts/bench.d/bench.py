"""Runs the bars and prints one table. Started by scripts/bench, which builds and installs what is needed."""

import argparse
import os
import shutil
import sys

from bars import BARS, Bench, Row
from measure import GNU_TIME, Failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pacto", required=True)
    parser.add_argument("--probe", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--numpy", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("bars", nargs="*")
    options = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    for name in os.listdir(here):
        if name.startswith("numpy_"):
            shutil.copy(os.path.join(here, name), options.folder)
    bench = Bench(options.pacto, options.probe, options.folder, options.numpy, options.quick)
    rows, differ = [], False
    for name in options.bars or BARS:
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        try:
            rows += BARS[name](bench)
        except Failed as failure:
            text = str(failure)
            is_unbuilt = "is not built" in text or "not yet" in text or "no command" in text or "comes later" in text
            differ = differ or not is_unbuilt
            rows.append(Row(name, "", verdict=f"not built ({text})" if is_unbuilt else f"FAILED {text}"))
        except FileNotFoundError as missing:
            rows.append(Row(name, "", verdict=f"{missing.filename} is not installed"))
    show(rows, options.quick)
    return 2 if differ else 0


def show(rows, is_quick):
    header = ["bar", "pacto", "peer", "ratio", "work", "target", "", "peak memory"]
    lines = [header]
    for row in rows:
        ratios = ["" if x is None else f"{x:.2f} ×" for x in (row.ratio, row.work)]
        lines.append([row.bar, row.pacto, row.peer, *ratios, row.target, row.verdict, row.memory])
    # What failed may say why at length, and nothing stands behind it.
    widths = [max(len(line[i]) for line in lines if i != 6 or line[7]) for i in range(len(header))]
    right = {1, 3, 4}
    print()
    for line in lines:
        cells = [cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate(line)]
        print("  ".join(cells).rstrip())
    print()
    print("Medians of interleaved runs of whole processes; memory: pacto / peer. Pacto over peer: ratio of the time")
    print("that passes, work of the time that processors are at it, which a busy machine disturbs less.")
    if is_quick:
        print("Quick: fewer runs of smaller work; the bars are those of the full run.")
    if not os.access(GNU_TIME, os.X_OK):
        print("Without /usr/bin/time (apt-get install time) peak memory is not measured.")


sys.exit(main())
