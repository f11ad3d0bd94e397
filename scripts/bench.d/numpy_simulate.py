"""The basic chain drawn with numpy: numpy_simulate.py TRIALS THREADS.

Prints P10, P50 and P90 of the leads (exact: by partition) and the share of trials in which the hours fit.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np

trials, threads = int(sys.argv[1]), int(sys.argv[2])
Z = 1.6448536269514722  # the 95 % point of the standard normal


def draw(job):
    """Leads and whether the hours fit, in blocks that stay in the cache."""
    rng, leads, fits = job
    count = 0
    for at in range(0, len(leads), 65_536):
        block = leads[at : at + 65_536]
        size = len(block)
        close = 1 / (1 + np.exp(-between(rng, size, logit(0.03), logit(0.05))))
        deal = np.exp(between(rng, size, np.log(10_000), np.log(14_000)))
        connect = 1 / (1 + np.exp(-between(rng, size, logit(0.14), logit(0.22))))
        np.divide(400_000, close * deal, out=block)
        missed = 1 - connect
        missed *= missed * missed
        reach = 1 - missed * missed
        hours = block * (reach / connect * 0.1 + reach / 3)
        count += np.count_nonzero(hours <= 4 * 8 * 23)
    fits.append(count)


def between(rng, size, low, high):
    x = rng.standard_normal(size)
    x *= (high - low) / (2 * Z)
    x += (high + low) / 2
    return x


def logit(p):
    return np.log(p / (1 - p))


leads = np.empty(trials)
fits = []
parts = np.array_split(leads, threads)
seeds = np.random.SeedSequence(1).spawn(threads)
jobs = [(np.random.Generator(np.random.SFC64(s)), part, fits) for s, part in zip(seeds, parts)]
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(draw, jobs))
places = [-(-trials * q // 100) - 1 for q in (10, 50, 90)]
leads.partition(places)
print(*(repr(float(leads[i])) for i in places), sum(fits) / trials)
