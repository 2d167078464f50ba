"""Compares the repair of infeasible bounds with a linear program, class by class (lock, node, floor, cap).

Usage: check_relaxation.py PROGRAM [instances] [reps]. Exit 77 (skipped) without SciPy.
"""
import json
import subprocess
import sys

try:
    import numpy as np
    from scipy.optimize import linprog
except ImportError:
    sys.exit(77)

NO_BOUND = 1 << 61
CLASSES = 4


def members(instance):
    parent = {n[0]: n[1] for n in instance["nodes"]}
    below = {v: [] for v in parent}
    for i, rep in enumerate(instance["reps"]):
        at = rep[0]
        while at:
            below[at].append(i)
            at = parent[at]
    return below


def bounds_of(instance):
    """(class, weight, reps, lower?, value) for every bound."""
    below = members(instance)
    for node, _, floor, cap, weight in instance["nodes"]:
        if floor > -NO_BOUND:
            yield 1, weight, below[node], True, floor
        if cap < NO_BOUND:
            yield 1, weight, below[node], False, cap
    for i, (_, floor, cap, lock, weight, _) in enumerate(instance["reps"]):
        if lock >= 0:
            yield 0, weight, [i], True, lock
            yield 0, weight, [i], False, lock
        else:
            yield 2, weight, [i], True, floor
            yield 3, weight, [i], False, cap


def penalties(instance, quotas):
    out = [0] * CLASSES
    for cls, weight, reps, lower, value in bounds_of(instance):
        total = sum(quotas[i] for i in reps)
        out[cls] += weight * max(0, value - total if lower else total - value)
    return out


def least(instance):
    """Lexicographic optimum: one LP per class, earlier classes fixed."""
    n = len(instance["reps"])
    bounds = list(bounds_of(instance))
    columns = n + len(bounds)
    rows, right = [], []
    for s, (_, _, reps, lower, value) in enumerate(bounds):
        row = np.zeros(columns)
        row[reps] = -1 if lower else 1
        row[n + s] = -1
        rows.append(row)
        right.append(-value if lower else value)
    total = np.zeros(columns)
    total[:n] = 1
    out = []
    for cls in range(CLASSES):
        cost = np.zeros(columns)
        for s, bound in enumerate(bounds):
            if bound[0] == cls:
                cost[n + s] = bound[1]
        result = linprog(cost, A_ub=np.array(rows), b_ub=np.array(right), A_eq=[total],
                         b_eq=[instance["total"]], method="highs")
        assert result.status == 0, result.message
        out.append(result.fun)
        rows.append(cost)
        right.append(round(result.fun) + 1e-6)
    return out


def main():
    lines = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True).stdout.splitlines()
    wrong = 0
    for line in lines:
        instance = json.loads(line)
        quotas = [rep[5] for rep in instance["reps"]]
        ours = penalties(instance, quotas)
        best = least(instance)
        if sum(quotas) != instance["total"] or any(abs(a - b) > 1e-3 for a, b in zip(ours, best)):
            wrong += 1
            print("differs:", ours, [round(b, 6) for b in best])
    print(f"{len(lines)} instances, {wrong} wrong")
    return 1 if wrong or not lines else 0


sys.exit(main())
