"""How long a team of 30 takes to plan through Python, once the estimator exists.

Timed, 50 times over: one allocate() and one plan() of the wrapper, that is attain_allocate and attain_plan_new with what
ctypes needs to call them. Not timed: making the estimator (shown for itself), reading the answers, freeing.
"""

from datetime import date, timedelta
from time import perf_counter_ns

from attain import Estimator, Ledger, Metric, Period, Rep, Team

REPS, DAYS, ROUNDS = 30, 365, 50


def main():
    calls, as_of = Metric("calls"), date(2026, 11, 30)
    reps = [Rep(1 + i, f"Rep {1 + i}", hired=date(2024, 1, 1)) for i in range(REPS)]
    rows = [(rep, d) for d in range(DAYS) for rep in range(REPS)]
    ledger = Ledger()
    ledger.record(calls, [1 + rep for rep, _ in rows], [as_of - timedelta(days=d) for _, d in rows],
                  [(7 * rep + 13 * d + d * d % 11) % 5 for rep, d in rows])
    team = Team("Thirty", reps)

    started = perf_counter_ns()
    estimator = Estimator(team, calls, ledger, as_of)
    understood = perf_counter_ns() - started

    december, times = Period.parse("2026-12"), []
    for _ in range(ROUNDS):
        started = perf_counter_ns()
        split = estimator.allocate(december, 1300)
        plan = estimator.plan(december, split)
        times.append(perf_counter_ns() - started)
        assert plan.team()[0] == 1300
    times.sort()
    print(f"Python: a team of {REPS} planned in {times[0] / 1000:.0f} us at best, {times[ROUNDS // 2] / 1000:.0f} us in "
          f"the median of {ROUNDS}; the estimator of {len(rows)} facts took {understood / 1e6:.1f} ms")


if __name__ == "__main__":
    main()
