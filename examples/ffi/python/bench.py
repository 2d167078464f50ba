"""How long a team of 30 takes to plan through Python, once the estimator exists.

Timed, 50 times over, each at its best: attain_forecast for everybody's knots with attain_allocate_columns
(allocate_on_grid), then attain_plan_new (plan), with what ctypes needs to call them; and attain_allocate, which looks at
exact tails instead. Not timed: making the estimator (shown for itself), reading the answers, freeing.
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

    def best(call):
        times = []
        for _ in range(ROUNDS):
            started = perf_counter_ns()
            call()
            times.append((perf_counter_ns() - started) / 1000)
        return min(times)

    december = Period.parse("2026-12")
    split = estimator.allocate_on_grid(december, 1300)
    grid = best(lambda: estimator.allocate_on_grid(december, 1300))
    plan = best(lambda: estimator.plan(december, split))
    exact = best(lambda: estimator.allocate(december, 1300))
    print(f"Python: a team of {REPS} in {grid + plan:.0f} us: allocated on the grid {grid:.0f}, planned {plan:.0f}; "
          f"allocated by exact tails {exact:.0f} us; the estimator of {len(rows)} facts {understood / 1000:.0f} us")


if __name__ == "__main__":
    main()
