"""attain for Python: sales goals people can reach, that add up to the number you need.

A thin face over the C interface (attain.h) with ctypes, nothing to install beside it. Days are
``datetime.date``, periods are half-open, refusals raise ``AttainError`` with the argument, the row and the
reason. Handles free themselves; ``close()`` or ``with`` frees them early.

Threads: everything here may be shared for reading; a ``Ledger`` is for one thread at a time. Calls release the
interpreter lock.
"""

import array
import ctypes
import datetime
import decimal
import os
import threading
import weakref
from ctypes import POINTER, byref, c_char, c_char_p, c_double, c_int32, c_int64, c_uint32, c_void_p
from typing import NamedTuple, Optional, Sequence

__all__ = ["Absence", "AdjustedGoal", "Adjustment", "Allocation", "AttainError", "ClosedGoal", "DayTarget", "Estimator",
           "Finding", "Forecast", "Goal", "Ledger", "Metric", "Period", "Plan", "Progress", "Quota", "Rep", "Review", "Team",
           "percent", "version"]

_lib = ctypes.CDLL(os.environ.get("ATTAIN_LIBRARY") or
                   os.path.join(os.path.dirname(os.path.abspath(__file__)), "libattain.so.1"))

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_NULL_DAY = -2**31
_NO_CAP = 2**63 - 1
GRADES = ("unknown", "prior only", "thin", "fair", "solid")
VERDICTS = ("pass", "warn", "fail")
STATUSES = ("not applicable", "too early", "behind", "at risk", "on track", "reached", "missed")
POLICIES = {"equal attainability": 0, "proportional": 1, "equal split": 2, "hamilton": 3}


# ---- the structs of attain.h ------------------------------------------------------------------------------

class _Error(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("status", c_int32), ("row", c_int64), ("argument", c_char * 64),
                ("message", c_char * 256)]


class _TeamArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("name", c_char_p), ("n_reps", c_int64),
                ("rep_id", c_void_p), ("rep_name", POINTER(c_char_p)), ("rep_role", POINTER(c_char_p)),
                ("hired", c_void_p), ("joined", c_void_p), ("left", c_void_p), ("fte", c_void_p),
                ("ramp_offsets", c_void_p), ("n_ramp_shares", c_int64), ("ramp_share", c_void_p),
                ("weekday_share", c_void_p), ("n_closed", c_int64), ("closed_day", c_void_p), ("n_absences", c_int64),
                ("absence_rep", c_void_p), ("absence_begin", c_void_p), ("absence_end", c_void_p),
                ("absence_share", c_void_p)]


class _PlanFigures(ctypes.Structure):  # as much of it as is read here: the library writes no more
    _fields_ = [("struct_size", c_uint32), ("as_of", c_int32), ("begin", c_int32), ("end", c_int32)]


class _Metric(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("exponent", c_int32), ("reserved", c_int32),
                ("metric_id", c_int64), ("name", c_char_p)]


class _Forecasts(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32)] + [
        (name, c_void_p) for name in ("probability", "mean", "low", "median", "high", "done", "grade",
                                      "effective_days", "prior_weight", "variance", "within", "nothing_more",
                                      "working_time", "reasons", "largest_day", "largest_quantity", "largest_share",
                                      "probability_without_largest")] + [
        ("n_levels", c_int64), ("level", c_void_p), ("quantile", c_void_p), ("n_chances", c_int64),
        ("chance", c_void_p), ("target_for", c_void_p), ("grid_size", c_int32), ("reserved2", c_int32),
        ("knots", c_void_p), ("knots_error", c_void_p)]


class _AllocateArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("policy", c_int32), ("n_bounds", c_int64), ("bound_rep", c_void_p),
                ("bound_floor", c_void_p), ("bound_cap", c_void_p)]


class _ProgressFigures(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("as_of", c_int32), ("n_goals", c_int64), ("actual", c_int64),
                ("without_goal", c_int64), ("total", c_int64), ("due", c_int64), ("probability", c_double), ("low", c_double), ("high", c_double)]


class _ProgressArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("as_of", c_int32), ("n_goals", c_int64)] + [
        (name, c_void_p) for name in ("rep_id", "actual", "target", "due", "status", "probability")]


class _ReviewFigures(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("begin", c_int32), ("end", c_int32), ("consistent", c_int32),
                ("n_goals", c_int64), ("total", c_int64), ("promised", c_int64), ("actual", c_int64),
                ("without_goal", c_int64), ("judged", c_int64),
                ("reached", c_int64), ("said", c_double), ("expected_reached", c_double)]


class _AdjustArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("n_closed", c_int64)] + [
        ("closed_" + name, c_void_p) for name in ("rep", "begin", "end", "target", "actual", "working_time", "planned_time")]


class _AdjustmentFigures(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("feasible", c_int32), ("n_goals", c_int64), ("n_gone", c_int64),
                ("total", c_int64), ("wished", c_int64)]


def _struct_of_columns(*names):
    return type("_Columns", (ctypes.Structure,), {
        "_fields_": [("struct_size", c_uint32), ("reserved", c_uint32)] + [(name, c_void_p) for name in names]})


_ProgressColumns = _struct_of_columns(
    "rep_id", "actual", "target", "due", "remaining", "surplus", "attainment_state", "basis_points", "status", "probability",
    "low", "high", "expected", "ratio", "elapsed", "run_rate", "projection", "projected_attainment", "required_rate",
    "time_over", "time_left", "feasibility", "days_beyond", "next_day", "next_amount")
_ClosedColumns = _struct_of_columns("rep_id", "target", "actual", "attainment_state", "basis_points", "working_time",
                                    "planned_time", "said")
_AdjustedColumns = _struct_of_columns("rep_id", "before", "after", "lambda", "changed", "probability")
_ExplanationColumns = _struct_of_columns("rep_id", "factor", "amount")


def _sized(struct):
    made = struct()
    made.struct_size = ctypes.sizeof(struct)
    return made


def _columns(struct, n, **types):
    """The struct with room for n rows in the columns that are named, and these columns."""
    out, columns = _sized(struct), {name: (of * n)() for name, of in types.items()}
    for name, column in columns.items():
        setattr(out, name, ctypes.addressof(column))
    return out, columns


# ---- errors and calls -------------------------------------------------------------------------------------

class AttainError(Exception):
    """What the library refused: nothing was changed. ``name`` is the status as text ("out_of_range"),
    ``row`` the 0-based row of a batch or None."""

    def __init__(self, status, argument, row, message):
        self.status, self.argument, self.message = status, argument, message
        self.name = _lib.attain_status_name(status).decode()
        self.row = None if row < 0 else row
        where = argument if self.row is None else f"{argument}, row {row}"
        super().__init__(f"{self.name}: {where}: {message}")


class _Context:
    def __init__(self):
        self.pointer = c_void_p()
        _lib.attain_context_new(byref(self.pointer))

    def __del__(self):
        _lib.attain_context_free(self.pointer)


_thread = threading.local()  # a context is for one thread at a time


def _context():
    try:
        return _thread.context.pointer
    except AttributeError:
        _thread.context = _Context()
        return _thread.context.pointer


def _check(context, status):
    if status == 0:
        return
    error = _sized(_Error)
    _lib.attain_context_error(context, byref(error))
    raise AttainError(status, error.argument.decode(), error.row, error.message.decode())


def _call(function, *args):
    context = _context()
    _check(context, function(context, *[a.pointer if isinstance(a, _Handle) else a for a in args]))


def _declare(name, *types, returns=c_int32):
    function = getattr(_lib, "attain_" + name)
    function.argtypes, function.restype = types, returns
    return function


_p, _i32, _i64 = c_void_p, c_int32, c_int64
_declare("status_name", _i32, returns=c_char_p)
_declare("version", returns=c_char_p)
_declare("context_new", POINTER(_p))
_declare("context_free", _p, returns=None)
_declare("context_error", _p, POINTER(_Error))
_period_parse = _declare("period_parse", _p, c_char_p, _i64, POINTER(_i32), POINTER(_i32))
_team_new = _declare("team_new", _p, POINTER(_TeamArgs), POINTER(_p))
_ledger_new = _declare("ledger_new", _p, POINTER(_p))
_ledger_channel = _declare("ledger_channel", _p, _p, c_char_p, _i64, POINTER(_i64))
_ledger_record = _declare("ledger_record", _p, _p, _i64, _i64, _p, _p, _p, _p)
_estimator_new = _declare("estimator_new", _p, _p, POINTER(_Metric), _p, _i32, POINTER(_p))
_forecast = _declare("forecast", _p, _p, _i32, _i32, _i64, _p, _p, POINTER(_Forecasts))
_allocate = _declare("allocate", _p, _p, _i32, _i32, _i64, POINTER(_AllocateArgs), POINTER(_p))
_allocate_columns = _declare("allocate_columns", _p, _i64, _p, _i32, _p, _i64, POINTER(_AllocateArgs), POINTER(_p))
_allocation_gap = _declare("allocation_gap", _p, _p, POINTER(_i64))
_allocation_quotas = _declare("allocation_quotas", _p, _p, _i64, _p, _p, _p, POINTER(_i64))
_plan_new = _declare("plan_new", _p, _p, _i32, _i32, _p, POINTER(_p))
_plan_encode = _declare("plan_encode", _p, _p, _i64, _p, POINTER(_i64))
_plan_decode = _declare("plan_decode", _p, _p, c_char_p, _i64, POINTER(_p))
_plan_summary = _declare("plan_summary", _p, _p, POINTER(_PlanFigures))
_plan_team = _declare("plan_team", _p, _p, POINTER(_i64), POINTER(c_double))
_plan_days = _declare("plan_days", _p, _p, _i64, _i64, _p, _p, POINTER(_i64))
_plan_verdict = _declare("plan_verdict", _p, _p, _i64, _i32, POINTER(_i32), POINTER(c_double), c_char_p, _i64,
                         POINTER(_i64))
_progress_new = _declare("progress_new", _p, _p, _p, _p, _p, _p, POINTER(_p))
_progress_restore = _declare("progress_restore", _p, POINTER(_ProgressArgs), POINTER(_p))
_progress_summary = _declare("progress_summary", _p, _p, POINTER(_ProgressFigures))
_progress_goals = _declare("progress_goals", _p, _p, _i64, POINTER(_ProgressColumns), POINTER(_i64))
_progress_catch_up = _declare("progress_catch_up", _p, _p, _i64, _i64, _p, _p, POINTER(_i64))
_progress_text = _declare("progress_text", _p, _p, _i64, c_char_p, _i64, POINTER(_i64))
_review_new = _declare("review_new", _p, _p, _p, _p, _i32, _i32, POINTER(_p))
_review_summary = _declare("review_summary", _p, _p, POINTER(_ReviewFigures))
_review_goals = _declare("review_goals", _p, _p, _i64, POINTER(_ClosedColumns), POINTER(_i64))
_adjustment_new = _declare("adjustment_new", _p, _p, _i32, _i32, _i64, POINTER(_AdjustArgs), POINTER(_p))
_adjustment_summary = _declare("adjustment_summary", _p, _p, POINTER(_AdjustmentFigures))
_adjustment_goals = _declare("adjustment_goals", _p, _p, _i64, POINTER(_AdjustedColumns), POINTER(_i64))
_adjustment_text = _declare("adjustment_text", _p, _p, c_char_p, _i64, POINTER(_i64))
_adjustment_explain = _declare("adjustment_explain", _p, _p, POINTER(_p))
_explanation_lines = _declare("explanation_lines", _p, _p, _i64, POINTER(_ExplanationColumns), POINTER(_i64))
_explanation_text = _declare("explanation_text", _p, _p, _p, _i64, c_char_p, _i64, POINTER(_i64))


def _room_for(function, *args):
    """How many entries an answer has: what a capacity of 0 asks for. The last argument is where it is written."""
    needed = args[-1]
    try:
        _call(function, *args[:-1], byref(needed))
    except AttainError as error:
        if error.name != "buffer_too_small":
            raise
    return needed.value


def _text(function, *args):
    """The sentence that a call writes: asked for once, or twice when it is longer than the buffer."""
    needed = c_int64(256)
    while True:
        text = ctypes.create_string_buffer(needed.value)
        room = len(text)
        try:
            _call(function, *args, text, room, byref(needed))
            return text.value.decode()
        except AttainError as error:
            if error.name != "buffer_too_small" or needed.value <= room:
                raise


class _Handle:
    """Owns what one attain_x_new made."""

    def _own(self, kind, new, *args):
        out = c_void_p()
        _call(new, *args, byref(out))
        free = _declare(kind + "_free", c_void_p, returns=None)
        self._pointer = out
        self.close = weakref.finalize(self, free, out)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def pointer(self):
        if not self.close.alive:
            raise ValueError(f"this {type(self).__name__} is closed")
        return self._pointer


# ---- columns ----------------------------------------------------------------------------------------------

_TYPES = {"q": "<i8", "i": "<i4", "d": "<f8"}  # array codes and what NumPy calls them


class _Column:
    """An address for a column. A NumPy array of the right type is used where it lies; anything else is a
    sequence of Python values and copied once."""

    def __init__(self, values, code, what):
        self.size, self.address, self.owner = 0, None, values
        if values is None:
            return
        seen = getattr(values, "__array_interface__", None)
        if seen is not None:
            wanted = _TYPES[code]
            if seen["typestr"] != wanted or len(seen["shape"]) != 1 or seen["strides"] is not None:
                raise TypeError(f"{what}: needs a contiguous one-dimensional array of {wanted[1:]} bytes ("
                                f"{wanted}), got {seen['typestr']}")
        else:
            self.owner = values = array.array(code, [_number(v) for v in values])
        self.size = len(values)
        if self.size:
            self.address = seen["data"][0] if seen else values.buffer_info()[0]


def _number(value):
    return day_number(value) if value is None or isinstance(value, datetime.date) else value


def day_number(day: Optional[datetime.date]) -> int:
    """Days since 1970-01-01; None is "not known"."""
    return _NULL_DAY if day is None else day.toordinal() - _EPOCH


def _date(number):
    return datetime.date.fromordinal(number + _EPOCH)


def _texts(values):
    return (c_char_p * len(values))(*(v.encode() for v in values))


# ---- what a caller sees -----------------------------------------------------------------------------------

class Period(NamedTuple):
    """From ``begin`` up to, not including, ``end``."""
    begin: datetime.date
    end: datetime.date

    @classmethod
    def parse(cls, text: str) -> "Period":
        """``2026-12``, ``2026-W49``, ``2026-Q4``, ``2026``, a day, or two days joined by a slash."""
        begin, end = c_int32(), c_int32()
        data = text.encode()
        _call(_period_parse, data, len(data), byref(begin), byref(end))
        return cls(_date(begin.value), _date(end.value))

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
        scaled = decimal.Decimal(value).scaleb(self.exponent)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.exponent} decimals")
        return int(scaled)

    def value(self, units: int):
        return decimal.Decimal(units).scaleb(-self.exponent) if self.exponent else units

    @property
    def _struct(self):
        made = _sized(_Metric)
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


class Team(_Handle):
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
        args = _sized(_TeamArgs)
        args.name, args.n_reps = name.encode(), len(reps)
        args.n_ramp_shares, args.n_closed, args.n_absences = offsets[-1], len(closed), len(absences)
        args.rep_name, args.rep_role = _texts([r.name for r in reps]), _texts([r.role for r in reps])
        columns = {what: _Column(values, code, what) for what, (values, code) in columns.items()}
        for what, column in columns.items():
            setattr(args, what, column.address)
        self._own("team", _team_new, byref(args))


class Ledger(_Handle):
    """The dated facts. Grows; for one thread at a time."""

    def __init__(self):
        self._own("ledger", _ledger_new)

    def channel(self, name: str) -> int:
        """The number of a channel, the same for the same name."""
        number, data = c_int64(), name.encode()
        _call(_ledger_channel, self, data, len(data), byref(number))
        return number.value

    def record(self, metric: Metric, reps, days, quantities=None, channels=None) -> None:
        """Adds one fact a row, all of them or, on any error, none. Columns are sequences, or NumPy arrays of
        int64 (days: int32 since 1970-01-01), which are not copied on the way in."""
        rep, day = _Column(reps, "q", "reps"), _Column(days, "i", "days")
        quantity, channel = _Column(quantities, "q", "quantities"), _Column(channels, "q", "channels")
        for column, what in ((day, "days"), (quantity, "quantities"), (channel, "channels")):
            if column.owner is not None and column.size != rep.size:
                raise ValueError(f"{what}: {column.size} rows, but reps has {rep.size}")
        _call(_ledger_record, self, metric.id, rep.size, rep.address, day.address, quantity.address,
              channel.address)


class Estimator(_Handle):
    """The facts of a team up to and with the day ``as_of``, understood."""

    def __init__(self, team: Team, metric: Metric, facts: Ledger, as_of: datetime.date):
        self.team, self.metric = team, metric
        self._own("estimator", _estimator_new, team, byref(metric._struct), facts, day_number(as_of))

    def forecasts(self, period: Period, reps: Sequence[int], targets: Optional[Sequence[int]] = None):
        """A Forecast for each rep; with targets also the chance to reach them."""
        n = len(reps)
        out = _sized(_Forecasts)
        real = {what: (c_double * n)() for what in ("mean", "low", "median", "high", "probability")}
        done, grade = (c_int64 * n)(), (c_int32 * n)()
        for what, column in real.items():
            if what != "probability" or targets is not None:
                setattr(out, what, ctypes.addressof(column))
        out.done, out.grade = ctypes.addressof(done), ctypes.addressof(grade)
        ids, wanted = _Column(reps, "q", "reps"), _Column(targets, "q", "targets")
        _call(_forecast, self, *period._numbers, n, ids.address, wanted.address, byref(out))
        return [Forecast(reps[i], real["mean"][i], real["low"][i], real["median"][i], real["high"][i], done[i],
                         GRADES[grade[i]], None if targets is None else real["probability"][i])
                for i in range(n)]

    def allocate(self, period: Period, total: int, policy: str = "equal attainability", bounds=None):
        """Splits the total; ``bounds`` are {rep: (floor, cap)} with None for no bound."""
        bounds = bounds or {}
        reps = _Column(list(bounds), "q", "bounds")
        floors = _Column([floor or 0 for floor, _ in bounds.values()], "q", "bounds")
        caps = _Column([_NO_CAP if cap is None else cap for _, cap in bounds.values()], "q", "bounds")
        args = _sized(_AllocateArgs)
        args.policy, args.n_bounds = POLICIES[policy], reps.size
        args.bound_rep, args.bound_floor, args.bound_cap = reps.address, floors.address, caps.address
        return Allocation(len(self.team.reps), _allocate, self, *period._numbers, total, byref(args))

    def allocate_on_grid(self, period: Period, total: int):
        """The same chance for all, from every forecast's 33 knots instead of its exact tails: many times as fast, for
        pages that ask at every key press. Chances are good to 0.0025. Who has no knots (no working time) has no quota."""
        n, grid = len(self.team.reps), 33
        ids, knots, out = _Column(list(self.team.reps), "q", "reps"), (c_double * (n * grid))(), _sized(_Forecasts)
        out.grid_size, out.knots = grid, ctypes.addressof(knots)
        _call(_forecast, self, *period._numbers, n, ids.address, None, byref(out))
        known = [i for i in range(n) if knots[i * grid] == knots[i * grid]]
        if len(known) < n:
            ids = _Column([ids.owner[i] for i in known], "q", "reps")
            knots = (c_double * (len(known) * grid))(*(x for i in known for x in knots[i * grid:(i + 1) * grid]))
        return Allocation(n, _allocate_columns, len(known), ids.address, grid, knots, total, byref(_sized(_AllocateArgs)))

    def plan(self, period: Period, allocation: "Allocation") -> "Plan":
        return Plan(self, period, allocation)

    def adjust(self, period: Period, total: int, closed: Sequence[ClosedGoal]) -> "Adjustment":
        """Goals for ``period`` from the closed ones of any past periods and the evidence since."""
        columns = {"rep": ([g.rep for g in closed], "q"), "begin": ([g.period.begin for g in closed], "i"),
                   "end": ([g.period.end for g in closed], "i"), "target": ([g.target for g in closed], "q"),
                   "actual": ([g.actual for g in closed], "q"), "working_time": ([g.working_time for g in closed], "q"),
                   "planned_time": ([g.planned_time for g in closed], "q")}
        columns = {what: _Column(values, code, what) for what, (values, code) in columns.items()}
        args = _sized(_AdjustArgs)
        args.n_closed = len(closed)
        for what, column in columns.items():
            setattr(args, "closed_" + what, column.address)
        return Adjustment(_adjustment_new, self, *period._numbers, total, byref(args))


class Allocation(_Handle):
    """A total split into whole quotas."""

    def __init__(self, room, new, *args):
        self._room = room
        self._own("allocation", new, *args)

    @property
    def gap(self) -> int:
        """0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it."""
        gap = c_int64()
        _call(_allocation_gap, self, byref(gap))
        return gap.value

    def quotas(self):
        n = self._room
        rep, amount, chance, needed = (c_int64 * n)(), (c_int64 * n)(), (c_double * n)(), c_int64()
        _call(_allocation_quotas, self, n, rep, amount, chance, byref(needed))
        return [Quota(*row) for row in zip(rep[:needed.value], amount, chance)]


class Plan(_Handle):
    def __init__(self, estimator, period, allocation):
        self.period = period
        self._own("plan", _plan_new, estimator, *period._numbers, allocation)

    def to_bytes(self) -> bytes:
        """Everything the plan knows, to store until its period is over."""
        needed = c_int64()
        _room_for(_plan_encode, self, 0, None, needed)
        data = (ctypes.c_uint8 * needed.value)()
        _call(_plan_encode, self, len(data), data, byref(needed))
        return bytes(data)

    @classmethod
    def from_bytes(cls, team: "Team", data: bytes) -> "Plan":
        """The plan again, in any process. ``team`` says when its reps work."""
        plan, figures = cls.__new__(cls), _PlanFigures(ctypes.sizeof(_PlanFigures))
        data = bytes(data)  # also what database drivers hand out: memoryview, bytearray
        plan._own("plan", _plan_decode, team, data, len(data))
        _call(_plan_summary, plan, byref(figures))
        plan.period = Period(_date(figures.begin), _date(figures.end))
        return plan

    def team(self):
        """(the team's number, the chance that the team's total reaches it)"""
        total, chance = c_int64(), c_double()
        _call(_plan_team, self, byref(total), byref(chance))
        return total.value, chance.value

    def days(self, rep: int):
        """Whole daily targets that sum to the quota, one for each day with working time."""
        n = (self.period.end - self.period.begin).days
        day, amount, needed = (c_int32 * n)(), (c_int64 * n)(), c_int64()
        _call(_plan_days, self, rep, n, day, amount, byref(needed))
        return [DayTarget(_date(day[i]), amount[i]) for i in range(needed.value)]

    def audit(self, rep: int):
        """Five findings, for S, M, A, R and T."""
        return [self._finding(rep, i, letter) for i, letter in enumerate("SMART")]

    def _finding(self, rep, question, letter):
        verdict, figure = c_int32(), c_double()
        reason = _text(_plan_verdict, self, rep, question, byref(verdict), byref(figure))
        return Finding(letter, VERDICTS[verdict.value], figure.value, reason)

    def track(self, now: Estimator, facts: Ledger, before: Optional["Progress"] = None) -> "Progress":
        """Where the goals stand as of ``now``'s day. ``before``: an earlier day's progress, from which status and what
        moved follow."""
        return Progress(_progress_new, self, now, facts, before, None)

    def review(self, team: Team, facts: Ledger, as_of: datetime.date) -> "Review":
        """The period is over: what the goals came to. ``team``: as it was."""
        return Review(_review_new, self, team, facts, day_number(as_of), 0)


class Progress(_Handle):
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
        columns = {what: _Column(values, code, what) for what, (values, code) in columns.items()}
        args = _sized(_ProgressArgs)
        args.as_of, args.n_goals = day_number(as_of), len(goals)
        for what, column in columns.items():
            setattr(args, what, column.address)
        return cls(_progress_restore, byref(args))

    def _figures(self):
        figures = _sized(_ProgressFigures)
        _call(_progress_summary, self, byref(figures))
        return figures

    def team(self):
        """(what is done, what is due by now, the team's number, the chance to reach it: NaN when unknown)"""
        figures = self._figures()
        return figures.actual, figures.due, figures.total, figures.probability

    def goals(self):
        n, needed = self._figures().n_goals, c_int64()
        out, of = _columns(_ProgressColumns, n, rep_id=c_int64, status=c_int32, actual=c_int64, target=c_int64, due=c_int64,
                           probability=c_double, next_day=c_int32, next_amount=c_int64)
        _call(_progress_goals, self, n, byref(out), byref(needed))
        return [Goal(of["rep_id"][i], STATUSES[of["status"][i]], of["actual"][i], of["target"][i], of["due"][i],
                     of["probability"][i], None if of["next_day"][i] == _NULL_DAY else _date(of["next_day"][i]),
                     of["next_amount"][i]) for i in range(n)]

    def texts(self):
        """One plain sentence for each of ``goals()``."""
        return [_text(_progress_text, self, row) for row in range(self._figures().n_goals)]

    def catch_up(self, rep: int):
        """What each day left must bring, in whole units that sum to what is missing."""
        needed = c_int64()
        n = _room_for(_progress_catch_up, self, rep, 0, None, None, needed)
        day, amount = (c_int32 * n)(), (c_int64 * n)()
        _call(_progress_catch_up, self, rep, n, day, amount, byref(needed))
        return [DayTarget(_date(day[i]), amount[i]) for i in range(n)]


class Review(_Handle):
    """What a closed period taught. ``Plan.review`` makes it."""

    def __init__(self, new, *args):
        self._own("review", new, *args)

    def _figures(self):
        figures = _sized(_ReviewFigures)
        _call(_review_summary, self, byref(figures))
        return figures

    def team(self):
        """(what was done, the team's number, goals reached, how many the chances said)"""
        figures = self._figures()
        return figures.actual, figures.promised, figures.reached, figures.expected_reached

    def goals(self):
        """A ClosedGoal for each."""
        figures, needed = self._figures(), c_int64()
        n, period = figures.n_goals, Period(_date(figures.begin), _date(figures.end))
        out, of = _columns(_ClosedColumns, n, rep_id=c_int64, target=c_int64, actual=c_int64, working_time=c_int64,
                           planned_time=c_int64, said=c_double)
        _call(_review_goals, self, n, byref(out), byref(needed))
        return [ClosedGoal(of["rep_id"][i], period, of["target"][i], of["actual"][i], of["working_time"][i],
                           of["planned_time"][i], of["said"][i]) for i in range(n)]


class Adjustment(_Handle):
    """The next period's goals from the last ones. ``Estimator.adjust`` makes it."""

    def __init__(self, new, *args):
        self._own("adjustment", new, *args)

    def _figures(self):
        figures = _sized(_AdjustmentFigures)
        _call(_adjustment_summary, self, byref(figures))
        return figures

    @property
    def problem(self) -> str:
        """Why the goals cannot change so much at once that they add up to the total; empty when they do."""
        return _text(_adjustment_text, self)

    def goals(self):
        """An AdjustedGoal for each. To make a plan of them, allocate with ``bounds`` of (after, after)."""
        n, needed, reasons = self._figures().n_goals, c_int64(), _Explanation(_adjustment_explain, self).by_rep()
        out, of = _columns(_AdjustedColumns, n, rep_id=c_int64, before=c_int64, after=c_int64, changed=c_int32,
                           probability=c_double)
        _call(_adjustment_goals, self, n, byref(out), byref(needed))
        return [AdjustedGoal(of["rep_id"][i], of["before"][i], of["after"][i], of["changed"][i] != 0, of["probability"][i],
                             reasons.get(of["rep_id"][i], [])) for i in range(n)]


class _Explanation(_Handle):
    def __init__(self, new, *args):
        self._own("explanation", new, *args)

    def by_rep(self):
        """{rep: its lines as sentences}"""
        needed = c_int64()
        n = _room_for(_explanation_lines, self, 0, byref(_sized(_ExplanationColumns)), needed)
        out, of = _columns(_ExplanationColumns, n, rep_id=c_int64)
        _call(_explanation_lines, self, n, byref(out), byref(needed))
        lines = {}
        for row, rep in enumerate(of["rep_id"]):
            lines.setdefault(rep, []).append(_text(_explanation_text, self, None, row))
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
    return _lib.attain_version().decode()
