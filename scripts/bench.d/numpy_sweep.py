"""The sweep of the year's close rate and deal size of its first tier, with numpy: numpy_sweep.py N prints some cells.

Only revenue per lead depends on the two; leads, hours and how full a team is are a number each over it.
"""

import sys

import numpy as np

from model import AE_HOURS, LEADS, MIX, OTHERS, SDR_HOURS

n = int(sys.argv[1])
close = 0.02 + np.arange(n) * 0.0001
deal = 10_000 + np.arange(n) * 10.0
revenue = OTHERS + MIX * close[:, None] * deal[None, :]
leads = LEADS / revenue
sdr = SDR_HOURS / revenue
ae = AE_HOURS / revenue
breaks = (sdr > 1) | (ae > 1)
for i in (0, n // 2, n - 1):
    for j in (0, n // 2, n - 1):
        print(repr(float(leads[i, j])), repr(float(sdr[i, j])), repr(float(ae[i, j])))
print(int(breaks.sum()))
