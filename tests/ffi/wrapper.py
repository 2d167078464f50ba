"""What the story does not show of the Python wrapper: bounds, gaps, money, closed handles, threads.

usage: wrapper.py FOLDER_OF_THE_PACKAGE
"""

import sys
import threading
import unittest
from datetime import date, timedelta
from decimal import Decimal, localcontext

sys.path.insert(0, sys.argv.pop(1))
import attain

DECEMBER = attain.Period.parse("2026-12")
REVENUE = attain.Metric("revenue", id=2, exponent=2)


def estimator(metric=attain.Metric("calls")):
    team = attain.Team("East", [attain.Rep(1, "Zoë"), attain.Rep(2, "Ben", left=date(2026, 12, 12))])
    ledger = attain.Ledger()
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(330)]
    ledger.record(metric, [1 + i % 2 for i in range(330)], days, [3 + i % 4 for i in range(330)])
    return attain.Estimator(team, metric, ledger, date(2026, 11, 30))


class Wrapper(unittest.TestCase):
    def test_bounds_hold_and_gaps_are_told(self):
        of = estimator()
        quotas = of.allocate(DECEMBER, 60, bounds={2: (None, 10)}).quotas()
        self.assertEqual(sum(quota.amount for quota in quotas), 60)
        self.assertLessEqual(quotas[1].amount, 10)
        self.assertEqual(of.allocate(DECEMBER, 60, bounds={1: (50, None), 2: (20, None)}).gap, -10)
        self.assertEqual(of.allocate(DECEMBER, 60, bounds={1: (0, 20), 2: (0, 25)}).gap, 15)

    def test_the_grid_splits_as_the_tails_do(self):
        of = estimator()
        for total in (10, 60, 200):
            quick = of.allocate_on_grid(DECEMBER, total).quotas()
            self.assertEqual([quota.rep for quota in quick], [1, 2])
            self.assertEqual(sum(quota.amount for quota in quick), total)
            exact = of.forecasts(DECEMBER, [1, 2], [quota.amount for quota in quick])
            for quota, forecast in zip(quick, exact):
                self.assertAlmostEqual(quota.probability, forecast.probability, delta=0.0025)
        self.assertEqual([quota.amount for quota in of.allocate(DECEMBER, 60).quotas()],
                         [quota.amount for quota in of.allocate_on_grid(DECEMBER, 60).quotas()])
        plan = of.plan(DECEMBER, of.allocate_on_grid(DECEMBER, 60))
        self.assertEqual(plan.team()[0], 60)

    def test_the_grid_leaves_out_who_is_not_there(self):
        january = attain.Period.parse("2027-01")  # Ben has left
        of = estimator()
        self.assertEqual([quota.rep for quota in of.allocate_on_grid(january, 60).quotas()], [1])
        self.assertEqual([quota.rep for quota in of.allocate(january, 60).quotas()], [1])

    def test_policies_differ(self):
        of = estimator()
        amounts = {policy: [q.amount for q in of.allocate(DECEMBER, 60, policy).quotas()] for policy in attain.POLICIES}
        self.assertEqual(amounts["equal split"], [30, 30])
        self.assertNotEqual(amounts["equal attainability"], amounts["equal split"])

    def test_targets_have_a_chance(self):
        low, high = estimator().forecasts(DECEMBER, [1, 1], [1, 1000])
        self.assertGreater(low.probability, 0.99)
        self.assertLess(high.probability, 0.01)

    def test_nothing_known_is_not_zero_percent(self):
        team = attain.Team("East", [attain.Rep(1, "Zoë"), attain.Rep(2, "Ben")])
        of = attain.Estimator(team, attain.Metric("calls"), attain.Ledger(), date(2026, 11, 30))
        quotas = of.allocate(DECEMBER, 60).quotas()
        self.assertEqual([attain.percent(quota.probability) for quota in quotas], ["unknown", "unknown"])
        self.assertEqual(sum(quota.amount for quota in quotas), 60)

    def test_money_is_decimal(self):
        self.assertEqual(REVENUE.units(Decimal("12.50")), 1250)
        self.assertEqual(REVENUE.value(1250), Decimal("12.50"))
        with self.assertRaises(ValueError):
            REVENUE.units(Decimal("12.505"))

    def test_money_is_exact_whatever_the_context(self):
        with localcontext() as narrow:
            narrow.prec = 6
            self.assertEqual(REVENUE.units("1234567.89"), 123456789)
            self.assertEqual(REVENUE.value(123456789), Decimal("1234567.89"))

    def test_what_is_not_known_is_no_number(self):
        days, ledger = [date(2026, 11, 2)] * 2, attain.Ledger()
        for bad in ({"quantities": [5, None]}, {"channels": [0, None]}, {"quantities": [5, 2.7]},
                    {"quantities": [5, "5"]}, {"quantities": [5, date(2026, 11, 2)]}, {"quantities": [5, 2**63]}):
            with self.assertRaisesRegex((TypeError, OverflowError), f"{next(iter(bad))}, row 1"):
                ledger.record(REVENUE, [1, 1], days, **bad)
        with self.assertRaisesRegex(TypeError, "reps, row 0"):
            ledger.record(REVENUE, [None, 1], days)
        with self.assertRaises(attain.AttainError):  # a day may be unknown in other columns
            ledger.record(REVENUE, [1, 1], [days[0], None])

    def test_columns_of_different_length_are_refused(self):
        with self.assertRaisesRegex(ValueError, "targets"):
            estimator().forecasts(DECEMBER, [1, 2], [5])

    def test_a_stored_plan_is_the_same_plan(self):
        of = estimator()
        plan = of.plan(DECEMBER, of.allocate(DECEMBER, 60))
        team = attain.Team("East", [attain.Rep(1, "Zoë"), attain.Rep(2, "Ben", left=date(2026, 12, 12))])
        again = attain.Plan.from_bytes(team, plan.to_bytes())
        self.assertEqual(again.to_bytes(), plan.to_bytes())
        self.assertEqual((again.period, again.team(), again.days(1)), (DECEMBER, plan.team(), plan.days(1)))
        with self.assertRaises(attain.AttainError) as refused:
            attain.Plan.from_bytes(team, plan.to_bytes()[:-1])
        self.assertEqual(refused.exception.name, "corrupt_state")

    def test_the_month_goes_on(self):
        team = attain.Team("East", [attain.Rep(1, "Zoë"), attain.Rep(2, "Ben")])
        calls, ledger = attain.Metric("calls"), attain.Ledger()
        days = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
        ledger.record(calls, [1 + i % 2 for i in range(365)], days, [3 + i % 4 for i in range(365)])
        as_of = lambda day: attain.Estimator(team, calls, ledger, day)
        before = as_of(date(2026, 11, 30))
        plan = before.plan(DECEMBER, before.allocate(DECEMBER, 140))

        first = plan.track(as_of(date(2026, 12, 10)), ledger)
        goals = first.goals()
        self.assertEqual([goal.rep for goal in goals], [1, 2])
        self.assertEqual(sum(goal.target for goal in goals), 140)
        self.assertEqual(first.team()[:3], (sum(goal.actual for goal in goals), sum(goal.due for goal in goals), 140))
        self.assertIn(goals[0].status, attain.STATUSES)
        self.assertEqual(goals[0].next_day, date(2026, 12, 11))
        ahead = first.catch_up(1)
        self.assertEqual(sum(day.amount for day in ahead), goals[0].target - goals[0].actual)
        self.assertEqual((ahead[0].day, ahead[0].amount), (goals[0].next_day, goals[0].next_amount))
        self.assertTrue(first.texts()[0].startswith("Zoë: "))

        restored = attain.Progress.restore(date(2026, 12, 10), goals)
        self.assertEqual(restored.goals()[0][:5], goals[0][:5])
        second = plan.track(as_of(date(2026, 12, 20)), ledger, restored)
        self.assertGreater(second.team()[0], first.team()[0])
        with self.assertRaises(attain.AttainError) as refused:
            plan.track(as_of(date(2026, 12, 10)), ledger, second)
        self.assertEqual(refused.exception.argument, "before")

        review = plan.review(team, ledger, date(2026, 12, 31))
        closed = review.goals()
        self.assertEqual(review.team()[:2], (sum(goal.actual for goal in closed), 140))
        self.assertEqual({goal.period for goal in closed}, {DECEMBER})
        january, after = attain.Period.parse("2027-01"), as_of(date(2026, 12, 31))
        adjusted = after.adjust(january, 150, closed)
        self.assertEqual(adjusted.problem, "")
        self.assertEqual(sum(goal.after for goal in adjusted.goals()), 150)
        self.assertEqual([goal.before for goal in adjusted.goals()], [goal.target for goal in closed])
        self.assertTrue(adjusted.goals()[0].reasons)
        split = after.allocate(january, 150, bounds={goal.rep: (goal.after, goal.after) for goal in adjusted.goals()})
        self.assertEqual([quota.amount for quota in split.quotas()], [goal.after for goal in adjusted.goals()])
        self.assertNotEqual(after.adjust(january, 600, closed).problem, "")

    def test_names_are_utf8(self):
        plan_of = estimator()
        plan = plan_of.plan(DECEMBER, plan_of.allocate(DECEMBER, 60))
        self.assertIn("Zoë", plan.audit(1)[0].reason)

    def test_periods(self):
        self.assertEqual(attain.Period.parse("2026-Q4"), (date(2026, 10, 1), date(2027, 1, 1)))
        with self.assertRaises(attain.AttainError) as refused:
            attain.Period.parse("2026-13")
        self.assertIsNone(refused.exception.row)

    def test_a_closed_handle_is_refused(self):
        with attain.Ledger() as ledger:
            pass
        ledger.close()  # again: nothing happens
        with self.assertRaises(ValueError):
            ledger.channel("e-mail")

    def test_unknown_people_are_refused(self):
        with self.assertRaises(attain.AttainError) as refused:
            estimator().forecasts(DECEMBER, [1, 3])
        self.assertEqual((refused.exception.name, refused.exception.row), ("unknown_id", 1))

    def test_threads_share_an_estimator(self):
        of = estimator()
        expected = of.allocate(DECEMBER, 60).quotas()
        found, errors = [], []

        def work():
            for bounds in ({}, {99: (1, None)}) * 20:
                try:
                    found.append(of.allocate(DECEMBER, 60, bounds=bounds).quotas())
                except attain.AttainError as error:
                    errors.append(error.argument)

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [expected] * 40)
        self.assertEqual(errors, ["bound_rep"] * 40)


if __name__ == "__main__":
    unittest.main()
