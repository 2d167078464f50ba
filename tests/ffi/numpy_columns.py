"""A million facts out of NumPy columns: recorded in one call, without a copy on Python's side, and counted right.

usage: numpy_columns.py FOLDER_OF_THE_PACKAGE
"""

import sys
import tracemalloc
import unittest
from datetime import date
from unittest import mock

sys.path.insert(0, sys.argv.pop(1))
import numpy
import attain

ROWS = 1_000_000
FIRST = attain.day_number(date(2026, 1, 1))
YEAR = attain.Period(date(2026, 1, 1), date(2027, 1, 1))
CALLS = attain.Metric("calls", id=7)


def columns(rows=ROWS):
    row = numpy.arange(rows, dtype=numpy.int64)
    return {"reps": 101 + row % 4, "days": (FIRST + row % 300).astype(numpy.int32), "quantities": row % 5}


def done(ledger):
    """What each of the four has done in the year, as the library counts it."""
    team = attain.Team("East", [attain.Rep(101 + i) for i in range(4)])
    estimator = attain.Estimator(team, CALLS, ledger, date(2026, 12, 30))
    return [forecast.done for forecast in estimator.forecasts(YEAR, [101, 102, 103, 104])]


class NumpyColumns(unittest.TestCase):
    def test_every_row_counts(self):
        given = columns()
        ledger = attain.Ledger()
        ledger.record(CALLS, **given)
        expected = [int(given["quantities"][given["reps"] == 101 + i].sum()) for i in range(4)]
        self.assertEqual(done(ledger), expected)

    def test_arrays_are_not_copied(self):
        given = columns()
        ledger = attain.Ledger()
        addresses = [given[name].ctypes.data for name in ("reps", "days", "quantities")]
        with mock.patch.object(attain._native, "ledger_record", wraps=attain._native.ledger_record) as native:
            tracemalloc.start()  # NumPy tells it what its arrays take
            ledger.record(CALLS, **given)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        self.assertEqual(native.call_count, 1)
        self.assertEqual(list(native.call_args.args[4:7]), addresses)
        self.assertLess(peak, 64 * 1024, "a column of int64 would be 8 MB")

    def test_lists_tell_the_same(self):
        given = columns(20_000)
        from_arrays, from_lists = attain.Ledger(), attain.Ledger()
        from_arrays.record(CALLS, **given)
        from_lists.record(CALLS, **{name: column.tolist() for name, column in given.items()})
        self.assertEqual(done(from_arrays), done(from_lists))

    def test_read_only_arrays_are_fine(self):
        given = columns(100)
        for column in given.values():
            column.flags.writeable = False
        attain.Ledger().record(CALLS, **given)

    def test_what_would_need_a_copy_is_refused(self):
        given = columns(100)
        for name, wrong in (("reps", given["reps"].astype(numpy.int32)), ("days", given["days"].astype(numpy.int64)),
                            ("quantities", given["quantities"].astype(float)), ("reps", columns(200)["reps"][::2])):
            with self.assertRaises(TypeError):
                attain.Ledger().record(CALLS, **{**given, name: wrong})

    def test_columns_of_different_length_are_refused(self):
        given = columns(100)
        with self.assertRaises(ValueError):
            attain.Ledger().record(CALLS, **{**given, "days": given["days"][:99]})

    def test_a_bad_row_changes_nothing(self):
        given = columns(1000)
        ledger = attain.Ledger()
        ledger.record(CALLS, **given)
        before = done(ledger)
        given["days"] = given["days"].copy()
        given["days"][777] = -400_000
        with self.assertRaises(attain.AttainError) as refused:
            ledger.record(CALLS, **given)
        self.assertEqual((refused.exception.name, refused.exception.argument, refused.exception.row),
                         ("out_of_range", "day", 777))
        self.assertEqual(done(ledger), before)


if __name__ == "__main__":
    unittest.main()
