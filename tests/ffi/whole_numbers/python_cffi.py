import sys
from datetime import date

sys.path.insert(0, sys.argv[1] + "/python_cffi")
import attain

metric, days = attain.Metric("calls"), [date(2026, 11, 2)] * 2
for bad in (None, 2.7, "12", "abc"):
    try:
        attain.Ledger().record(metric, [1, 1], days, [5, bad])
        print("taken:", repr(bad))
    except TypeError as refused:
        if "row 1" not in str(refused):
            print(refused)
for when, quantities in ((days[:1], [5, 5]), (days, [5])):
    try:
        attain.Ledger().record(metric, [1, 1], when, quantities)
        print("taken: a column that is too short")
    except ValueError:
        pass
attain.Ledger().record(metric, [1, 1], days, [5, -12])
