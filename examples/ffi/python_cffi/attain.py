"""attain for Python with cffi: the names of ../python/attain that a program needs, bound by attain.ffi.h itself
instead of by hand-written declarations. Take this one where cffi is there already (PyPy, for one)."""

import os
from datetime import date, timedelta
from operator import index
from pathlib import Path
from typing import NamedTuple, Optional, Sequence

from cffi import FFI

ffi = FFI()
ffi.cdef(Path(os.environ.get("ATTAIN_FFI_HEADER") or
              Path(__file__).resolve().parents[3] / "capi" / "attain.ffi.h").read_text(encoding="utf-8"))
lib = ffi.dlopen(os.environ.get("ATTAIN_LIBRARY", "libattain.so.1"))

EPOCH = date(1970, 1, 1).toordinal()
NULL_DAY = -2**31
GRADES = ("unknown", "prior only", "thin", "fair", "solid")
VERDICTS = ("pass", "warn", "fail")


class AttainError(Exception):
    """What the library refused: nothing was changed."""

    def __init__(self, error):
        text = ffi.string
        self.name = text(lib.attain_status_name(error.status)).decode()
        self.argument, self.message = text(error.argument).decode(), text(error.message).decode()
        self.status, self.row = error.status, error.row if error.row >= 0 else None
        super().__init__(f"{self.name}: {self.argument}: {self.message}")


def sized(struct, **fields):
    return ffi.new(struct + "*", {"struct_size": ffi.sizeof(struct), **fields})


def call(function, *args):
    """One call with a context of its own: cheap, and right from any thread."""
    made = ffi.new("attain_context**")
    lib.attain_context_new(made)
    context = ffi.gc(made[0], lib.attain_context_free)
    if function(context, *args) != lib.ATTAIN_OK:
        error = sized("attain_error")
        lib.attain_context_error(context, error)
        raise AttainError(error)


def made_by(kind, *args):
    """The handle that attain_<kind> makes; cffi frees it with the last reference."""
    noun = "allocation" if kind == "allocate" else kind.rpartition("_")[0]  # team_new, plan_decode
    out = ffi.new(f"attain_{noun}**")
    call(getattr(lib, "attain_" + kind), *args, out)
    return ffi.gc(out[0], getattr(lib, f"attain_{noun}_free"))


def day_number(day):
    return NULL_DAY if day is None else day.toordinal() - EPOCH


def ints(values):
    """A column of whole numbers; None and fractions are refused with their row."""
    whole = []
    for row, value in enumerate(values):
        try:
            whole.append(index(value))
        except TypeError:
            raise TypeError(f"row {row}: {value!r} is not a whole number") from None
    return ffi.new("int64_t[]", whole)


def days(values):
    return ffi.new("int32_t[]", [day_number(day) for day in values])


class Period(NamedTuple):
    begin: date
    end: date  # the first day after it

    @classmethod
    def parse(cls, text):
        bounds = ffi.new("int32_t[2]")
        call(lib.attain_period_parse, text.encode(), -1, bounds, bounds + 1)
        return cls(*(date.fromordinal(bound + EPOCH) for bound in bounds))

    @property
    def last(self):
        return self.end - timedelta(days=1)

    @property
    def numbers(self):
        return day_number(self.begin), day_number(self.end)


class Metric(NamedTuple):
    name: str
    id: int = 1


class Rep(NamedTuple):
    id: int
    name: str
    role: str
    hired: Optional[date]
    ramp: Sequence[float] = ()


class Absence(NamedTuple):
    rep: int
    first: date
    last: date


class Forecast(NamedTuple):
    low: float
    high: float
    grade: str


class Quota(NamedTuple):
    rep: int
    amount: int
    probability: float


class DayTarget(NamedTuple):
    day: date
    amount: int


class Finding(NamedTuple):
    letter: str
    verdict: str
    figure: float
    reason: str


class Team:
    def __init__(self, name, reps, closed=(), absences=()):
        self.name, self.reps = name, {rep.id: rep for rep in reps}
        texts = [ffi.new("char[]", text.encode()) for rep in reps for text in (rep.name, rep.role)]
        offsets = [sum(len(rep.ramp) for rep in reps[:i]) for i in range(len(reps) + 1)]
        columns = {"name": ffi.new("char[]", name.encode()), "rep_id": ints(rep.id for rep in reps),
                   "rep_name": ffi.new("char*[]", texts[0::2]), "rep_role": ffi.new("char*[]", texts[1::2]),
                   "hired": days(rep.hired for rep in reps), "ramp_offsets": ints(offsets),
                   "ramp_share": ffi.new("double[]", [share for rep in reps for share in rep.ramp]),
                   "closed_day": days(closed), "absence_rep": ints(away.rep for away in absences),
                   "absence_begin": days(away.first for away in absences),
                   "absence_end": days(away.last + timedelta(days=1) for away in absences)}
        self.handle = made_by("team_new", sized("attain_team_args", n_reps=len(reps), n_ramp_shares=offsets[-1],
                                                n_closed=len(closed), n_absences=len(absences), **columns))


class Ledger:
    def __init__(self):
        self.handle = made_by("ledger_new")

    def channel(self, name):
        number, data = ffi.new("int64_t*"), name.encode()
        call(lib.attain_ledger_channel, self.handle, data, len(data), number)
        return number[0]

    def record(self, metric, reps, when, quantities=None, channels=None):
        for what, column in (("when", when), ("quantities", quantities), ("channels", channels)):
            if column is not None and len(column) != len(reps):
                raise ValueError(f"{what}: {len(column)} rows, but reps has {len(reps)}")
        optional = [ffi.NULL if column is None else ints(column) for column in (quantities, channels)]
        call(lib.attain_ledger_record, self.handle, metric.id, len(reps), ints(reps), days(when), *optional)


class Estimator:
    def __init__(self, team, metric, facts, as_of):
        name = ffi.new("char[]", metric.name.encode())
        what = sized("attain_metric", metric_id=metric.id, name=name)
        self.handle = made_by("estimator_new", team.handle, what, facts.handle, day_number(as_of))

    def forecasts(self, period, reps):
        n = len(reps)
        low, high, grade = ffi.new("double[]", n), ffi.new("double[]", n), ffi.new("int32_t[]", n)
        out = sized("attain_forecast_columns", low=low, high=high, grade=grade)
        call(lib.attain_forecast, self.handle, *period.numbers, n, ints(reps), ffi.NULL, out)
        return [Forecast(low[i], high[i], GRADES[grade[i]]) for i in range(n)]

    def allocate(self, period, total):
        return Allocation(self, period, total)

    def plan(self, period, allocation):
        return Plan(self, period, allocation)


class Allocation:
    def __init__(self, estimator, period, total):
        self.handle = made_by("allocate", estimator.handle, *period.numbers, total, ffi.NULL)

    def quotas(self):
        needed, null = ffi.new("int64_t*"), ffi.NULL
        lib.attain_allocation_quotas(null, self.handle, 0, null, null, null, needed)  # how many are there?
        n = needed[0]
        rep, amount, chance = ffi.new("int64_t[]", n), ffi.new("int64_t[]", n), ffi.new("double[]", n)
        call(lib.attain_allocation_quotas, self.handle, n, rep, amount, chance, needed)
        return [Quota(*row) for row in zip(rep, amount, chance)]


class Plan:
    def __init__(self, estimator, period, allocation):
        self.period = period
        self.handle = made_by("plan_new", estimator.handle, *period.numbers, allocation.handle)

    def to_bytes(self):
        needed = ffi.new("int64_t*")
        lib.attain_plan_encode(ffi.NULL, self.handle, 0, ffi.NULL, needed)  # how many are there?
        data = ffi.new("uint8_t[]", needed[0])
        call(lib.attain_plan_encode, self.handle, needed[0], data, needed)
        return bytes(ffi.buffer(data))

    @classmethod
    def from_bytes(cls, team, data):
        plan, figures = cls.__new__(cls), sized("attain_plan_figures")
        plan.handle = made_by("plan_decode", team.handle, ffi.from_buffer("uint8_t[]", data), len(data))
        call(lib.attain_plan_summary, plan.handle, figures)
        plan.period = Period(*(date.fromordinal(day + EPOCH) for day in (figures.begin, figures.end)))
        return plan

    def team(self):
        total, chance = ffi.new("int64_t*"), ffi.new("double*")
        call(lib.attain_plan_team, self.handle, total, chance)
        return total[0], chance[0]

    def days(self, rep):
        n, needed = (self.period.end - self.period.begin).days, ffi.new("int64_t*")
        day, amount = ffi.new("int32_t[]", n), ffi.new("int64_t[]", n)
        call(lib.attain_plan_days, self.handle, rep, n, day, amount, needed)
        return [DayTarget(date.fromordinal(day[i] + EPOCH), amount[i]) for i in range(needed[0])]

    def audit(self, rep):
        return [self._finding(rep, i, letter) for i, letter in enumerate("SMART")]

    def _finding(self, rep, question, letter):
        verdict, figure, needed = ffi.new("int32_t*"), ffi.new("double*"), ffi.new("int64_t*")
        lib.attain_plan_verdict(ffi.NULL, self.handle, rep, question, verdict, figure, ffi.NULL, 0, needed)
        text = ffi.new("char[]", needed[0])
        call(lib.attain_plan_verdict, self.handle, rep, question, verdict, figure, text, needed[0], needed)
        return Finding(letter, VERDICTS[verdict[0]], figure[0], ffi.string(text).decode())


def percent(p):
    if 0 < p < 0.01:
        return "< 1 %"
    if 0.99 < p < 1:
        return "> 99 %"
    return f"{int(100 * p + 0.5)} %"
