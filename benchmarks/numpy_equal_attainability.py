"""Equal attainability the obvious way in NumPy and SciPy, for comparison with bench_allocate.

One root finder on the chance, one vector of gamma quantiles per step, clipped to bounds, then whole units by largest
remainder. Prints milliseconds and, with the path of bench_allocate, how many times the library's solve is faster,
without and with the building of all grids, measured in the same run (1,000 or 1,000,000 reps).
Usage: numpy_equal_attainability.py [reps] [bench_allocate]
"""
import json
import subprocess
import sys
import time

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammainccinv

reps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
random = np.random.default_rng(42)
shape = np.exp(random.uniform(np.log(0.6), np.log(20), reps))
scale = 2 * np.exp(random.uniform(0, np.log(250), reps)) / shape
median = gammainccinv(shape, 0.5) * scale
kind = random.uniform(size=reps)
low = np.floor(np.where(kind < 0.1, 1.3, 0.2) * median)
high = np.maximum(low, np.floor(np.where(kind > 0.9, 0.7, 3.0) * median + 3))
total = float(np.sum(np.clip(np.floor(median), low, high)))


def quotas(chance):
    return np.clip(gammainccinv(shape, chance) * scale, low, high)


start = time.perf_counter()
started = time.process_time()
chance = brentq(lambda p: float(np.sum(quotas(p))) - total, 0.02, 0.98, xtol=1e-10)
exact = quotas(chance)
whole = np.floor(exact)
left = int(total - np.sum(whole))
if left > 0:
    whole[np.argpartition(-(exact - whole), left)[:left]] += 1
elapsed = time.perf_counter() - start
processor = time.process_time() - started
print(f"{reps} reps: {1000 * elapsed:.0f} ms wall, {1000 * processor:.0f} ms processor; sum off by "
      f"{total - np.sum(whole):.0f}")

if len(sys.argv) > 2:
    wanted = {"counts/mid": "certificate included", "counts_with_grids": "grids built first"}
    out = subprocess.run([sys.argv[2], f"--benchmark_filter=^({'|'.join(wanted)})/{reps}$", "--benchmark_format=json"],
                         check=True, capture_output=True, text=True).stdout
    for row in json.loads(out)["benchmarks"]:
        ours = row["cpu_time"] / 1e6  # microseconds
        name = row["name"].rsplit("/", 1)[0]
        print(f"{name}: {1000 * ours:.3f} ms processor, {wanted[name]}: {processor / ours:.1f} times faster")
