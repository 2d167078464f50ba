"""Replay of whole histories, strictly one pass in date order: `attain backtest` timed, alone or beside another program.

DATA holds histories as *.csv or *.csv.gz with the columns series_id,group_id,date,value. Of each, eight last whole months
are asked about, at their start and in their middle, for everybody who was active in the 60 days before: the chances of
0.75, 1 and 1.25 times the mean of the three months before, and the quantiles. Programs are run as COMMAND FOLDER and
write FOLDER/predictions.csv (docs/estimator.md, "Measured"). Printed: processor seconds, the least of the repetitions.

Usage: replay.py DATA [--program COMMAND] [--baseline COMMAND] [--repetitions N]
"""
import argparse
import csv
import datetime
import gzip
import pathlib
import resource
import shlex
import statistics
import subprocess
import tempfile
from collections import defaultdict

MONTHS = 8
ALIVE = datetime.timedelta(days=60)
BEFORE = datetime.timedelta(days=91)
FACTORS = (0.75, 1.0, 1.25)


def read(path):
    """Rows (date, series, group, value) in date order."""
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="")
    with opened as file:
        rows = [(datetime.date.fromisoformat(r["date"]), r["series_id"], r["group_id"], float(r["value"]))
                for r in csv.DictReader(file)]
    return sorted(r for r in rows if r[3] != 0)


def kind_of(values):
    """Losses make a metric signed; cents, or days of fifty and more, an amount."""
    if min(values) < 0:
        return "signed"
    whole = all(v == int(v) for v in values)
    return "count" if whole and statistics.fmean(values) < 50 else "amount"


def next_month(day):
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def month_starts(first, last):
    """Begins of the last whole months within [first, last]."""
    starts = []
    begin = first if first.day == 1 else next_month(first)
    while next_month(begin) <= last + datetime.timedelta(days=1):
        starts.append(begin)
        begin = next_month(begin)
    return starts[-MONTHS:]


def write_folder(rows, folder):
    """history.csv and cases.csv. Returns how many chances are asked for."""
    with (folder / "history.csv").open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["series_id", "group_id", "date", "value"])
        out.writerows((s, g, d, f"{v:.10g}") for d, s, g, v in rows)
    kind = kind_of([v for *_, v in rows])
    of_series = defaultdict(list)
    groups = {}
    for day, series, group, value in rows:
        of_series[series].append((day, value))
        groups.setdefault(series, group)
    cases = []
    for begin in month_starts(rows[0][0], rows[-1][0]):
        end = next_month(begin)
        for as_of in (begin, begin + datetime.timedelta(days=15)):
            for series in sorted(of_series):
                past = [(d, v) for d, v in of_series[series] if d < as_of]
                if not past or past[-1][0] < as_of - ALIVE:
                    continue
                first = max(as_of - BEFORE, past[0][0])
                mean = sum(v for d, v in past if d >= first) / (as_of - first).days * (end - begin).days
                for target in sorted({max(1, round(mean * factor)) for factor in FACTORS}):
                    cases.append((len(cases), series, groups[series], kind, past[0][0], as_of, begin,
                                  end - datetime.timedelta(days=1), target))
    with (folder / "cases.csv").open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["case_id", "series_id", "group_id", "kind", "start_date", "as_of", "period_start", "period_end",
                      "target"])
        out.writerows(cases)
    return len(cases)


def processor_seconds(command, folder, repetitions):
    """The least user and system time of the whole process."""
    times = []
    for _ in range(repetitions):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(shlex.split(command) + [str(folder)], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(times)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=pathlib.Path)
    options.add_argument("--program", default="build/release/examples/attain backtest", metavar="COMMAND")
    options.add_argument("--baseline", metavar="COMMAND", help="timed on the same folders, once each")
    options.add_argument("--repetitions", type=int, default=20)
    given = options.parse_args()
    ours = theirs = 0
    files = sorted(p for p in given.data.iterdir() if p.name.endswith((".csv", ".csv.gz")))
    for path in files:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            rows = read(path)
            chances = write_folder(rows, folder)
            seconds = processor_seconds(given.program, folder, given.repetitions)
            ours += seconds
            line = f"{path.name:24} {len(rows):7} rows {chances:5} chances  {1000 * seconds:8.1f} ms"
            if given.baseline:
                other = processor_seconds(given.baseline, folder, 1)
                theirs += other
                line += f"  baseline {other:7.2f} s  {other / seconds:5.0f} times"
            print(line, flush=True)
    print(f"{'all':52} {1000 * ours:8.1f} ms"
          + (f"  baseline {theirs:7.2f} s  {theirs / ours:5.0f} times" if given.baseline else ""))


main()
