"""A CRM in Python sets next month's goals and says every evening where they stand: people and activities come out of
its database, goals and sentences go back into it.

The database is SQLite in memory, filled from the bundled team of four; a real one differs in its queries alone.
"""

import csv
import sqlite3
import sys
from datetime import date
from math import nan
from pathlib import Path

from attain import Absence, AttainError, Estimator, Goal, Ledger, Metric, Period, Plan, Progress, Rep, Team

SCHEMA = """
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, title TEXT, hired_on TEXT, ramp TEXT);
    CREATE TABLE leaves (user_id INTEGER, first_day TEXT, last_day TEXT);
    CREATE TABLE holidays (day TEXT);
    CREATE TABLE activities (id INTEGER PRIMARY KEY, user_id INTEGER, kind TEXT, channel TEXT, done_on TEXT,
                             quantity INTEGER);
    CREATE TABLE goals (user_id INTEGER, month TEXT, target INTEGER, chance REAL, reason TEXT,
                        PRIMARY KEY (user_id, month));
    CREATE TABLE plans (month TEXT PRIMARY KEY, plan BLOB);
    CREATE TABLE standings (user_id INTEGER, month TEXT, day TEXT, status TEXT, actual INTEGER, target INTEGER,
                            due INTEGER, chance REAL, sentence TEXT, PRIMARY KEY (user_id, month, day));
"""

MEETINGS = Metric("meetings booked")


# embed: begin
def read_team(db):
    day = date.fromisoformat
    reps = [Rep(user, name, title, day(hired), ramp=[int(share) / 100 for share in ramp.split("/") if share])
            for user, name, title, hired, ramp in db.execute("SELECT * FROM users ORDER BY id")]
    closed = [day(holiday) for holiday, in db.execute("SELECT day FROM holidays")]
    absences = [Absence(user, day(first), day(last)) for user, first, last in db.execute("SELECT * FROM leaves")]
    return Team("BDR East", reps, closed, absences)


def read_facts(db, kind):
    rows = db.execute("SELECT id, user_id, done_on, quantity, channel FROM activities WHERE kind = ?", [kind]).fetchall()
    ledger = Ledger()
    try:
        ledger.record(MEETINGS, [row[1] for row in rows], [date.fromisoformat(row[2]) for row in rows],
                      [row[3] for row in rows], [ledger.channel(row[4]) for row in rows])
    except AttainError as refused:  # say it in the CRM's words: which record, what is wrong
        if refused.row is None:
            raise
        raise ValueError(f"activity {rows[refused.row][0]}, {refused.argument}: {refused.message}") from refused
    return ledger


def set_goals(db, month, total):
    """Plans the month for the team's total, as known on the day before it, and stores a goal for everybody."""
    period = Period.parse(month)
    as_of = date.fromordinal(period.begin.toordinal() - 1)
    estimator = Estimator(read_team(db), MEETINGS, read_facts(db, MEETINGS.name), as_of)
    split = estimator.allocate(period, total)
    if split.gap != 0:
        raise ValueError(f"the bounds miss the total by {split.gap}")
    plan = estimator.plan(period, split)
    with db:  # one transaction: everybody's goal, or nobody's
        db.execute("INSERT OR REPLACE INTO plans VALUES (?, ?)", [month, plan.to_bytes()])
        db.executemany("INSERT OR REPLACE INTO goals VALUES (?, ?, ?, ?, ?)",
                       [(quota.rep, month, quota.amount, quota.probability, plan.audit(quota.rep)[2].reason)
                        for quota in split.quotas()])
    return plan.team()


def last_standing(db, month, day):
    """What was stored the evening before, so that a status does not flip with every day; None on the first one."""
    rows = db.execute("""SELECT day, user_id, status, actual, target, due, chance FROM standings WHERE month = :month AND
                         day = (SELECT MAX(day) FROM standings WHERE month = :month AND day < :day)""",
                      {"month": month, "day": day.isoformat()}).fetchall()
    goals = [Goal(*row[1:6], probability=nan if row[6] is None else row[6], next_day=None, next_amount=0)
             for row in rows]
    return Progress.restore(date.fromisoformat(rows[0][0]), goals) if rows else None


def every_evening(db, month, day):
    """Stores where everybody stands at the end of the day, and returns what the team has done and its chance."""
    team, facts = read_team(db), read_facts(db, MEETINGS.name)
    stored, = db.execute("SELECT plan FROM plans WHERE month = ?", [month]).fetchone()
    now, before = Estimator(team, MEETINGS, facts, day), last_standing(db, month, day)
    progress = Plan.from_bytes(team, stored).track(now, facts, before)
    with db:
        db.executemany("INSERT OR REPLACE INTO standings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       [(goal.rep, month, day.isoformat(), goal.status, goal.actual, goal.target, goal.due,
                         goal.probability, sentence) for goal, sentence in zip(progress.goals(), progress.texts())])
    done, _, total, chance = progress.team()
    return done, total, chance
# embed: end


def rows(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def open_database(folder):
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    with db:
        db.executemany("INSERT INTO users VALUES (?, ?, ?, ?, ?)",
                       [(row[0], row[1], row[2], row[4], row[7]) for row in rows(folder, "reps.csv")])
        db.executemany("INSERT INTO leaves VALUES (?, ?, ?)", rows(folder, "absences.csv"))
        db.executemany("INSERT INTO holidays VALUES (?)", [row[:1] for row in rows(folder, "holidays.csv")])
        db.executemany("INSERT INTO activities (user_id, kind, channel, done_on, quantity) VALUES (?, ?, ?, ?, ?)",
                       rows(folder, "activity.csv"))
    return db


def main():
    db = open_database(Path(sys.argv[1] if len(sys.argv) > 1 else "examples/data/team_of_four"))
    set_goals(db, "2026-11", 120)
    for day in range(2, 14):
        done, total, chance = every_evening(db, "2026-11", date(2026, 11, day))
    print(f"13 November 2026: {done} of {total} {MEETINGS.name}, the team reaches them with {100 * chance:.0f} %")
    for sentence, in db.execute("SELECT sentence FROM standings WHERE day = '2026-11-13' ORDER BY user_id"):
        print(f"  {sentence}")

    total, chance = set_goals(db, "2026-12", 120)
    print(f"December 2026: {total} {MEETINGS.name}, the team reaches them with {100 * chance:.0f} %")
    for name, target, reason in db.execute("SELECT name, target, reason FROM goals JOIN users ON id = user_id "
                                           "WHERE month = '2026-12' ORDER BY id"):
        print(f"  {name:<5} {target:>3}  {reason}")

    with db:
        db.execute("INSERT INTO activities VALUES (9999, 101, ?, 'e-mail', '1026-11-30', 1)", [MEETINGS.name])
    try:
        set_goals(db, "2027-01", 120)
    except ValueError as refused:
        print(f"January 2027: {refused}")
    kept, = db.execute("SELECT COUNT(*) FROM goals").fetchone()
    print(f"{kept} goals are stored")


if __name__ == "__main__":
    main()
