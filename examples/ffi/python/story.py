"""The story in Python: load the bundled team of four, plan December for 120 meetings, show who should do what and
why, and how a typing error is refused."""

import csv
import sys
from datetime import date
from pathlib import Path

from attain import Absence, AttainError, Estimator, Ledger, Metric, Period, Plan, Rep, Team, percent

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def rows(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def load_team(folder):
    reps, name = [], ""
    for row in rows(folder, "reps.csv"):
        ramp = [int(share) / 100 for share in row["ramp"].split("/") if share]
        reps.append(Rep(int(row["id"]), row["name"], row["role"], date.fromisoformat(row["hired"]), ramp=ramp))
        name = row["team"]
    closed = [date.fromisoformat(row["date"]) for row in rows(folder, "holidays.csv")]
    absences = [Absence(int(row["rep"]), date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
                for row in rows(folder, "absences.csv")]
    return Team(name, reps, closed, absences)


def load_facts(folder, metric):
    facts = [row for row in rows(folder, "activity.csv") if row["metric"] == metric.name]
    ledger = Ledger()
    ledger.record(metric, [int(row["rep"]) for row in facts], [date.fromisoformat(row["date"]) for row in facts],
                  [int(row["quantity"]) for row in facts], [ledger.channel(row["channel"]) for row in facts])
    return ledger


def print_line(who, quota, chance, span, grade, days):
    cells = "".join(f"  {day:>6}" for day in days)
    print(f"  {who:<6} {quota:>5}  {chance:>6}  {span:>10}  {grade:<8}{cells}")


def print_table(team, estimator, split, plan):
    quotas = split.quotas()
    ranges = estimator.forecasts(plan.period, [quota.rep for quota in quotas])
    days = {quota.rep: dict(plan.days(quota.rep)) for quota in quotas}
    first = sorted(set().union(*days.values()))[:5]
    print_line("", "quota", "chance", "80 % range", "evidence", [f"{WEEKDAYS[d.weekday()]} {d.day:>2}" for d in first])
    for quota, forecast in zip(quotas, ranges):
        print_line(team.reps[quota.rep].name, quota.amount, percent(quota.probability),
                   f"{forecast.low:.0f} - {forecast.high:.0f}", forecast.grade,
                   [days[quota.rep].get(d, 0) for d in first])
    total, chance = plan.team()
    print_line("team", total, percent(chance), "", "", [sum(each.get(d, 0) for each in days.values()) for d in first])


def print_reasons(team, split, plan):
    for quota in split.quotas():
        print(f"\n{team.reps[quota.rep].name}: {quota.amount} by {plan.period.last}")
        for finding in plan.audit(quota.rep):
            print(f"  {finding.letter}  {finding.verdict}  {finding.reason}")


def print_refusal(ledger, metric):
    try:
        ledger.record(metric, [101, 102], [date(2026, 11, 30), date(1026, 12, 1)])
    except AttainError as error:
        print("\nA fact dated 1026-12-01 is refused, and nothing is recorded:")
        print(f"  {error.name}: {error.argument}, row {error.row}: {error.message}")


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "examples/data/team_of_four")
    meetings = Metric("meetings booked")
    team = load_team(folder)
    facts = load_facts(folder, meetings)
    as_of = date(2026, 11, 30)
    december = Period.parse("2026-12")

    estimator = Estimator(team, meetings, facts, as_of)
    split = estimator.allocate(december, 120)
    stored = estimator.plan(december, split).to_bytes()  # what a CRM keeps until the period is over
    plan = Plan.from_bytes(team, stored)

    print(f"{team.name}: {plan.team()[0]} {meetings.name} in December 2026, known up to {as_of}\n")
    print_table(team, estimator, split, plan)
    print_reasons(team, split, plan)
    print_refusal(facts, meetings)


if __name__ == "__main__":
    main()
