"""attain for Python: sales goals people can reach, that add up to the number you need.

A thin face over the C interface (attain.h) with ctypes, nothing to install beside it. Days are
``datetime.date``, periods are half-open, refusals raise ``AttainError`` with the argument, the row and the
reason. Handles free themselves; ``close()`` or ``with`` frees them early.

Threads: everything here may be shared for reading; a ``Ledger`` is for one thread at a time. Calls release the
interpreter lock.
"""

import ctypes
import datetime
import decimal
from ctypes import byref, c_double, c_int32, c_int64
from typing import NamedTuple, Optional, Sequence

from . import _native as c
from ._native import AttainError, day_number

__all__ = ["Absence", "AdjustedGoal", "Adjustment", "Allocation", "AttainError", "ClosedGoal", "DayTarget", "Estimator",
           "Finding", "Forecast", "Goal", "Ledger", "Metric", "Period", "Plan", "Progress", "Quota", "Rep", "Review", "Team",
           "percent", "version"]

GRADES = ("unknown", "prior only", "thin", "fair", "solid")
VERDICTS = ("pass", "warn", "fail")
STATUSES = ("not applicable", "too early", "behind", "at risk", "on track", "reached", "missed")
# Exact whatever the program's own context rounds to.
EXACT = decimal.Context(prec=decimal.MAX_PREC, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX)
POLICIES = {"equal attainability": 0, "proportional": 1, "equal split": 2, "hamilton": 3}


class Period(NamedTuple):
    """From ``begin`` up to, not including, ``end``."""
    begin: datetime.date
    end: datetime.date

    @classmethod
    def parse(cls, text: str) -> "Period":
        """``2026-12``, ``2026-W49``, ``2026-Q4``, ``2026``, a day, or two days joined by a slash."""
        begin, end = c_int32(), c_int32()
        data = text.encode()
        c.call(c.period_parse, data, len(data), byref(begin), byref(end))
        return cls(c.date(begin.value), c.date(end.value))

    @property
    def last(self) -> datetime.date:
        return self.end - datetime.timedelta(days=1)

    @property
    def _numbers(self):
        return day_number(self.begin), day_number(self.end)


class Metric(NamedTuple):
    """What is counted. ``exponent`` 0: whole numbers; 2: amounts of money as ``Decimal`` with cents."""
    name: str
    id: int = 1
    exponent: int = 0
    signed: bool = False

    def units(self, value) -> int:
        """12.50 with exponent 2 is 1250. Refuses what does not fit exactly."""
        scaled = decimal.Decimal(value).scaleb(self.exponent, EXACT)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.exponent} decimals")
        return int(scaled)

    def value(self, units: int):
        return decimal.Decimal(units).scaleb(-self.exponent, EXACT) if self.exponent else units

    @property
    def _struct(self):
        made = c.sized(c.Metric)
        made.kind = 2 if self.signed else 1 if self.exponent else 0
        made.exponent, made.metric_id, made.name = self.exponent, self.id, self.name.encode()
        return made


class Rep(NamedTuple):
    id: int
    name: str = ""
    role: str = ""
    hired: Optional[datetime.date] = None   # None: not known, then there is no ramp
    joined: Optional[datetime.date] = None  # first day in the team; None: hired
    left: Optional[datetime.date] = None    # first day no longer in the team
    fte: float = 1.0
    ramp: Sequence[float] = ()              # share of full capacity, one a month of tenure


class Absence(NamedTuple):
    rep: int
    first: datetime.date
    last: datetime.date  # still away on it
    share: float = 1.0   # of each day


class Forecast(NamedTuple):
    rep: int
    mean: float
    low: float   # with high: the range that holds the total with 80 %
    median: float
    high: float
    done: int
    grade: str   # how much the forecast rests on: one of GRADES
    probability: Optional[float]  # of the target, when one was given


class Quota(NamedTuple):
    rep: int
    amount: int
    probability: float  # NaN: nothing to learn from


class DayTarget(NamedTuple):
    day: datetime.date
    amount: int


class Finding(NamedTuple):
    letter: str
    verdict: str
    figure: float
    reason: str


class Goal(NamedTuple):
    """Where a goal stands."""
    rep: int
    status: str         # one of STATUSES
    actual: int
    target: int
    due: int            # what the daily targets up to now add up to
    probability: float  # of reaching the target, as of now; NaN: unknown
    next_day: Optional[datetime.date]  # the next day to work on; None: none is left, or the target is reached
    next_amount: int    # what that day must bring


class ClosedGoal(NamedTuple):
    """What a goal came to: store it, ``Estimator.adjust`` reads it."""
    rep: int
    period: Period
    target: int
    actual: int
    working_time: int  # as it turned out, in millionths of a full working day,
    planned_time: int  # and as it was known when the target was set
    said: float        # the chance of the goal as it stood when its period began; NaN: unknown


class AdjustedGoal(NamedTuple):
    rep: int
    before: int         # the old quota; 0 for a joiner
    after: int
    changed: bool       # apart from working time
    probability: float  # of the new quota; NaN: unknown
    reasons: Sequence[str]  # from the old quota to the new one


class Team(c.Handle):
    def __init__(self, name: str, reps: Sequence[Rep], closed: Sequence[datetime.date] = (),
                 absences: Sequence[Absence] = (), weekday_share: Optional[Sequence[float]] = None):
        self.name, self.reps = name, {rep.id: rep for rep in reps}
        offsets = [0]
        for rep in reps:
            offsets.append(offsets[-1] + len(rep.ramp))
        columns = {"rep_id": ([r.id for r in reps], "q"), "hired": ([r.hired for r in reps], "i"),
                   "joined": ([r.joined for r in reps], "i"), "left": ([r.left for r in reps], "i"),
                   "fte": ([r.fte for r in reps], "d"), "ramp_offsets": (offsets, "q"),
                   "ramp_share": ([share for r in reps for share in r.ramp], "d"),
                   "weekday_share": (weekday_share, "d"), "closed_day": (closed, "i"),
                   "absence_rep": ([a.rep for a in absences], "q"),
                   "absence_begin": ([a.first for a in absences], "i"),
                   "absence_end": ([day_number(a.last) + 1 for a in absences], "i"),
                   "absence_share": ([a.share for a in absences], "d")}
        args = c.sized(c.TeamArgs)
        args.name, args.n_reps = name.encode(), len(reps)
        args.n_ramp_shares, args.n_closed, args.n_absences = offsets[-1], len(closed), len(absences)
        args.rep_name, args.rep_role = c.texts([r.name for r in reps]), c.texts([r.role for r in reps])
        columns = c.give(args, columns)
        self._own("team", c.team_new, byref(args))


class Ledger(c.Handle):
    """The dated facts. Grows; for one thread at a time."""

    def __init__(self):
        self._own("ledger", c.ledger_new)

    def channel(self, name: str) -> int:
        """The number of a channel, the same for the same name."""
        number, data = c_int64(), name.encode()
        c.call(c.ledger_channel, self, data, len(data), byref(number))
        return number.value

    def record(self, metric: Metric, reps, days, quantities=None, channels=None) -> None:
        """Adds one fact a row, all of them or, on any error, none. Columns are sequences, or NumPy arrays of
        int64 (days: int32 since 1970-01-01), which are not copied on the way in."""
        rep, day = c.Column(reps, "q", "reps"), c.Column(days, "i", "days")
        quantity, channel = c.Column(quantities, "q", "quantities"), c.Column(channels, "q", "channels")
        c.same_length(rep, day, quantity, channel)
        c.call(c.ledger_record, self, metric.id, rep.size, rep.address, day.address, quantity.address,
              channel.address)


class Estimator(c.Handle):
    """The facts of a team up to and with the day ``as_of``, understood."""

    def __init__(self, team: Team, metric: Metric, facts: Ledger, as_of: datetime.date):
        self.team, self.metric = team, metric
        self._own("estimator", c.estimator_new, team, byref(metric._struct), facts, day_number(as_of))

    def forecasts(self, period: Period, reps: Sequence[int], targets: Optional[Sequence[int]] = None):
        """A Forecast for each rep; with targets also the chance to reach them."""
        ids, wanted = c.Column(reps, "q", "reps"), c.Column(targets, "q", "targets")
        c.same_length(ids, wanted)
        n = ids.size
        out = c.sized(c.Forecasts)
        real = {what: (c_double * n)() for what in ("mean", "low", "median", "high", "probability")}
        done, grade = (c_int64 * n)(), (c_int32 * n)()
        for what, column in real.items():
            if what != "probability" or targets is not None:
                setattr(out, what, ctypes.addressof(column))
        out.done, out.grade = ctypes.addressof(done), ctypes.addressof(grade)
        c.call(c.forecast, self, *period._numbers, n, ids.address, wanted.address, byref(out))
        return [Forecast(reps[i], real["mean"][i], real["low"][i], real["median"][i], real["high"][i], done[i],
                         GRADES[grade[i]], None if targets is None else real["probability"][i])
                for i in range(n)]

    def allocate(self, period: Period, total: int, policy: str = "equal attainability", bounds=None):
        """Splits the total; ``bounds`` are {rep: (floor, cap)} with None for no bound."""
        bounds = bounds or {}
        reps = c.Column(list(bounds), "q", "bounds")
        floors = c.Column([floor or 0 for floor, _ in bounds.values()], "q", "bounds")
        caps = c.Column([c.NO_CAP if cap is None else cap for _, cap in bounds.values()], "q", "bounds")
        args = c.sized(c.AllocateArgs)
        args.policy, args.n_bounds = POLICIES[policy], reps.size
        args.bound_rep, args.bound_floor, args.bound_cap = reps.address, floors.address, caps.address
        return Allocation(len(self.team.reps), c.allocate, self, *period._numbers, total, byref(args))

    def allocate_on_grid(self, period: Period, total: int):
        """The same chance for all, from every forecast's 33 knots instead of its exact tails: many times as fast, for
        pages that ask at every key press. Chances are good to 0.0025. Who has no knots (no working time) has no quota."""
        n, grid = len(self.team.reps), 33
        ids, knots, out = c.Column(list(self.team.reps), "q", "reps"), (c_double * (n * grid))(), c.sized(c.Forecasts)
        out.grid_size, out.knots = grid, ctypes.addressof(knots)
        c.call(c.forecast, self, *period._numbers, n, ids.address, None, byref(out))
        known = [i for i in range(n) if knots[i * grid] == knots[i * grid]]
        if len(known) < n:
            ids = c.Column([ids.owner[i] for i in known], "q", "reps")
            knots = (c_double * (len(known) * grid))(*(x for i in known for x in knots[i * grid:(i + 1) * grid]))
        return Allocation(n, c.allocate_columns, len(known), ids.address, grid, knots, total, byref(c.sized(c.AllocateArgs)))

    def plan(self, period: Period, allocation: "Allocation") -> "Plan":
        return Plan(self, period, allocation)

    def adjust(self, period: Period, total: int, closed: Sequence[ClosedGoal]) -> "Adjustment":
        """Goals for ``period`` from the closed ones of any past periods and the evidence since."""
        columns = {"rep": ([g.rep for g in closed], "q"), "begin": ([g.period.begin for g in closed], "i"),
                   "end": ([g.period.end for g in closed], "i"), "target": ([g.target for g in closed], "q"),
                   "actual": ([g.actual for g in closed], "q"), "working_time": ([g.working_time for g in closed], "q"),
                   "planned_time": ([g.planned_time for g in closed], "q")}
        args = c.sized(c.AdjustArgs)
        args.n_closed = len(closed)
        columns = c.give(args, columns, "closed_")
        return Adjustment(c.adjustment_new, self, *period._numbers, total, byref(args))


class Allocation(c.Handle):
    """A total split into whole quotas."""

    def __init__(self, room, new, *args):
        self._room = room
        self._own("allocation", new, *args)

    @property
    def gap(self) -> int:
        """0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it."""
        gap = c_int64()
        c.call(c.allocation_gap, self, byref(gap))
        return gap.value

    def quotas(self):
        n = self._room
        rep, amount, chance, needed = (c_int64 * n)(), (c_int64 * n)(), (c_double * n)(), c_int64()
        c.call(c.allocation_quotas, self, n, rep, amount, chance, byref(needed))
        return [Quota(*row) for row in zip(rep[:needed.value], amount, chance)]


class Plan(c.Handle):
    def __init__(self, estimator, period, allocation):
        self.period = period
        self._own("plan", c.plan_new, estimator, *period._numbers, allocation)

    def to_bytes(self) -> bytes:
        """Everything the plan knows, to store until its period is over."""
        needed = c_int64()
        c.room_for(c.plan_encode, self, 0, None, needed)
        data = (ctypes.c_uint8 * needed.value)()
        c.call(c.plan_encode, self, len(data), data, byref(needed))
        return bytes(data)

    @classmethod
    def from_bytes(cls, team: "Team", data: bytes) -> "Plan":
        """The plan again, in any process. ``team`` says when its reps work."""
        plan = cls.__new__(cls)
        data = bytes(data)  # also what database drivers hand out: memoryview, bytearray
        plan._own("plan", c.plan_decode, team, data, len(data))
        figures = c.figures(c.PlanFigures, c.plan_summary, plan)
        plan.period = Period(c.date(figures.begin), c.date(figures.end))
        return plan

    def team(self):
        """(the team's number, the chance that the team's total reaches it)"""
        total, chance = c_int64(), c_double()
        c.call(c.plan_team, self, byref(total), byref(chance))
        return total.value, chance.value

    def days(self, rep: int):
        """Whole daily targets that sum to the quota, one for each day with working time."""
        n = (self.period.end - self.period.begin).days
        day, amount, needed = (c_int32 * n)(), (c_int64 * n)(), c_int64()
        c.call(c.plan_days, self, rep, n, day, amount, byref(needed))
        return [DayTarget(c.date(day[i]), amount[i]) for i in range(needed.value)]

    def audit(self, rep: int):
        """Five findings, for S, M, A, R and T."""
        return [self._finding(rep, i, letter) for i, letter in enumerate("SMART")]

    def _finding(self, rep, question, letter):
        verdict, figure = c_int32(), c_double()
        reason = c.text(c.plan_verdict, self, rep, question, byref(verdict), byref(figure))
        return Finding(letter, VERDICTS[verdict.value], figure.value, reason)

    def track(self, now: Estimator, facts: Ledger, before: Optional["Progress"] = None) -> "Progress":
        """Where the goals stand as of ``now``'s day. ``before``: an earlier day's progress, from which status and what
        moved follow."""
        return Progress(c.progress_new, self, now, facts, before, None)

    def review(self, team: Team, facts: Ledger, as_of: datetime.date) -> "Review":
        """The period is over: what the goals came to. ``team``: as it was."""
        return Review(c.review_new, self, team, facts, day_number(as_of), 0)


class Progress(c.Handle):
    """Where a plan's goals stand on a day. ``Plan.track`` makes it."""

    def __init__(self, new, *args):
        self._own("progress", new, *args)

    @classmethod
    def restore(cls, as_of: datetime.date, goals: Sequence[Goal]) -> "Progress":
        """What you stored of an earlier day's ``goals()``, to be ``before`` today."""
        columns = {"rep_id": ([g.rep for g in goals], "q"), "actual": ([g.actual for g in goals], "q"),
                   "target": ([g.target for g in goals], "q"), "due": ([g.due for g in goals], "q"),
                   "status": ([STATUSES.index(g.status) for g in goals], "i"),
                   "probability": ([g.probability for g in goals], "d")}
        args = c.sized(c.ProgressArgs)
        args.as_of, args.n_goals = day_number(as_of), len(goals)
        columns = c.give(args, columns)
        return cls(c.progress_restore, byref(args))

    def _figures(self):
        return c.figures(c.ProgressFigures, c.progress_summary, self)

    def team(self):
        """(what is done, what is due by now, the team's number, the chance to reach it: NaN when unknown)"""
        figures = self._figures()
        return figures.actual, figures.due, figures.total, figures.probability

    def goals(self):
        n, needed = self._figures().n_goals, c_int64()
        out, of = c.columns(c.ProgressColumns, n, rep_id=c_int64, status=c_int32, actual=c_int64, target=c_int64, due=c_int64,
                           probability=c_double, next_day=c_int32, next_amount=c_int64)
        c.call(c.progress_goals, self, n, byref(out), byref(needed))
        return [Goal(of["rep_id"][i], STATUSES[of["status"][i]], of["actual"][i], of["target"][i], of["due"][i],
                     of["probability"][i], None if of["next_day"][i] == c.NULL_DAY else c.date(of["next_day"][i]),
                     of["next_amount"][i]) for i in range(n)]

    def texts(self):
        """One plain sentence for each of ``goals()``."""
        return [c.text(c.progress_text, self, row) for row in range(self._figures().n_goals)]

    def catch_up(self, rep: int):
        """What each day left must bring, in whole units that sum to what is missing."""
        needed = c_int64()
        n = c.room_for(c.progress_catch_up, self, rep, 0, None, None, needed)
        day, amount = (c_int32 * n)(), (c_int64 * n)()
        c.call(c.progress_catch_up, self, rep, n, day, amount, byref(needed))
        return [DayTarget(c.date(day[i]), amount[i]) for i in range(n)]


class Review(c.Handle):
    """What a closed period taught. ``Plan.review`` makes it."""

    def __init__(self, new, *args):
        self._own("review", new, *args)

    def _figures(self):
        return c.figures(c.ReviewFigures, c.review_summary, self)

    def team(self):
        """(what was done, the team's number, goals reached, how many the chances said)"""
        figures = self._figures()
        return figures.actual, figures.promised, figures.reached, figures.expected_reached

    def goals(self):
        """A ClosedGoal for each."""
        figures, needed = self._figures(), c_int64()
        n, period = figures.n_goals, Period(c.date(figures.begin), c.date(figures.end))
        out, of = c.columns(c.ClosedColumns, n, rep_id=c_int64, target=c_int64, actual=c_int64, working_time=c_int64,
                           planned_time=c_int64, said=c_double)
        c.call(c.review_goals, self, n, byref(out), byref(needed))
        return [ClosedGoal(of["rep_id"][i], period, of["target"][i], of["actual"][i], of["working_time"][i],
                           of["planned_time"][i], of["said"][i]) for i in range(n)]


class Adjustment(c.Handle):
    """The next period's goals from the last ones. ``Estimator.adjust`` makes it."""

    def __init__(self, new, *args):
        self._own("adjustment", new, *args)

    def _figures(self):
        return c.figures(c.AdjustmentFigures, c.adjustment_summary, self)

    @property
    def problem(self) -> str:
        """Why the goals cannot change so much at once that they add up to the total; empty when they do."""
        return c.text(c.adjustment_text, self)

    def goals(self):
        """An AdjustedGoal for each. To make a plan of them, allocate with ``bounds`` of (after, after)."""
        n, needed, reasons = self._figures().n_goals, c_int64(), _Explanation(c.adjustment_explain, self).by_rep()
        out, of = c.columns(c.AdjustedColumns, n, rep_id=c_int64, before=c_int64, after=c_int64, changed=c_int32,
                           probability=c_double)
        c.call(c.adjustment_goals, self, n, byref(out), byref(needed))
        return [AdjustedGoal(of["rep_id"][i], of["before"][i], of["after"][i], of["changed"][i] != 0, of["probability"][i],
                             reasons.get(of["rep_id"][i], [])) for i in range(n)]


class _Explanation(c.Handle):
    def __init__(self, new, *args):
        self._own("explanation", new, *args)

    def by_rep(self):
        """{rep: its lines as sentences}"""
        needed = c_int64()
        n = c.room_for(c.explanation_lines, self, 0, byref(c.sized(c.ExplanationColumns)), needed)
        out, of = c.columns(c.ExplanationColumns, n, rep_id=c_int64)
        c.call(c.explanation_lines, self, n, byref(out), byref(needed))
        lines = {}
        for row, rep in enumerate(of["rep_id"]):
            lines.setdefault(rep, []).append(c.text(c.explanation_text, self, None, row))
        return lines


def percent(p: float) -> str:
    """``63 %``, never 0 % or 100 % from rounding, and ``unknown`` for NaN."""
    if p != p:
        return "unknown"
    if 0 < p < 0.01:
        return "< 1 %"
    if 0.99 < p < 1:
        return "> 99 %"
    return f"{int(100 * p + 0.5)} %"


def version() -> str:
    """Of the library that is running."""
    return c.lib.attain_version().decode()
