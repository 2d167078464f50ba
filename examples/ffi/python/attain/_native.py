"""The C interface as ctypes sees it: the structs of attain.h that are used here, its functions, handles that free
themselves, and columns. Private to the package."""

import array
import ctypes
import datetime
import os
import threading
import weakref
from ctypes import POINTER, byref, c_char, c_char_p, c_double, c_int32, c_int64, c_uint32, c_void_p
from typing import Optional

lib = ctypes.CDLL(os.environ.get("ATTAIN_LIBRARY") or
                   os.path.join(os.path.dirname(os.path.abspath(__file__)), "libattain.so.1"))

EPOCH = datetime.date(1970, 1, 1).toordinal()
NULL_DAY = -2**31
NO_CAP = 2**63 - 1


# ---- the structs of attain.h ------------------------------------------------------------------------------

class Error(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("status", c_int32), ("row", c_int64), ("argument", c_char * 64),
                ("message", c_char * 256)]


class TeamArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("name", c_char_p), ("n_reps", c_int64),
                ("rep_id", c_void_p), ("rep_name", POINTER(c_char_p)), ("rep_role", POINTER(c_char_p)),
                ("hired", c_void_p), ("joined", c_void_p), ("left", c_void_p), ("fte", c_void_p),
                ("ramp_offsets", c_void_p), ("n_ramp_shares", c_int64), ("ramp_share", c_void_p),
                ("weekday_share", c_void_p), ("n_closed", c_int64), ("closed_day", c_void_p), ("n_absences", c_int64),
                ("absence_rep", c_void_p), ("absence_begin", c_void_p), ("absence_end", c_void_p),
                ("absence_share", c_void_p)]


class PlanFigures(ctypes.Structure):  # as much of it as is read here: the library writes no more
    _fields_ = [("struct_size", c_uint32), ("as_of", c_int32), ("begin", c_int32), ("end", c_int32)]


class Metric(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("exponent", c_int32), ("reserved", c_int32),
                ("metric_id", c_int64), ("name", c_char_p)]


class Forecasts(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32)] + [
        (name, c_void_p) for name in ("probability", "mean", "low", "median", "high", "done", "grade",
                                      "effective_days", "prior_weight", "variance", "within", "nothing_more",
                                      "working_time", "reasons", "largest_day", "largest_quantity", "largest_share",
                                      "probability_without_largest")] + [
        ("n_levels", c_int64), ("level", c_void_p), ("quantile", c_void_p), ("n_chances", c_int64),
        ("chance", c_void_p), ("target_for", c_void_p), ("grid_size", c_int32), ("reserved2", c_int32),
        ("knots", c_void_p), ("knots_error", c_void_p)]


class AllocateArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("policy", c_int32), ("n_bounds", c_int64), ("bound_rep", c_void_p),
                ("bound_floor", c_void_p), ("bound_cap", c_void_p)]


class ProgressFigures(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("as_of", c_int32), ("n_goals", c_int64), ("actual", c_int64),
                ("without_goal", c_int64), ("total", c_int64), ("due", c_int64), ("probability", c_double),
                ("low", c_double), ("high", c_double)]


class ProgressArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("as_of", c_int32), ("n_goals", c_int64)] + [
        (name, c_void_p) for name in ("rep_id", "actual", "target", "due", "status", "probability")]


class ReviewFigures(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("begin", c_int32), ("end", c_int32), ("consistent", c_int32),
                ("n_goals", c_int64), ("total", c_int64), ("promised", c_int64), ("actual", c_int64),
                ("without_goal", c_int64), ("judged", c_int64),
                ("reached", c_int64), ("said", c_double), ("expected_reached", c_double)]


class AdjustArgs(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("n_closed", c_int64)] + [
        ("closed_" + name, c_void_p) for name in ("rep", "begin", "end", "target", "actual", "working_time", "planned_time")]


class AdjustmentFigures(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("feasible", c_int32), ("n_goals", c_int64), ("n_gone", c_int64),
                ("total", c_int64), ("wished", c_int64)]


def struct_of_columns(*names):
    return type("_Columns", (ctypes.Structure,), {
        "_fields_": [("struct_size", c_uint32), ("reserved", c_uint32)] + [(name, c_void_p) for name in names]})


ProgressColumns = struct_of_columns(
    "rep_id", "actual", "target", "due", "remaining", "surplus", "attainment_state", "basis_points", "status", "probability",
    "low", "high", "expected", "ratio", "elapsed", "run_rate", "projection", "projected_attainment", "required_rate",
    "time_over", "time_left", "feasibility", "days_beyond", "next_day", "next_amount")
ClosedColumns = struct_of_columns("rep_id", "target", "actual", "attainment_state", "basis_points", "working_time",
                                    "planned_time", "said")
AdjustedColumns = struct_of_columns("rep_id", "before", "after", "lambda", "changed", "probability")
ExplanationColumns = struct_of_columns("rep_id", "factor", "amount")


def sized(struct):
    made = struct()
    made.struct_size = ctypes.sizeof(struct)
    return made


def columns(struct, n, **types):
    """The struct with room for n rows in the columns that are named, and these columns."""
    out, columns = sized(struct), {name: (of * n)() for name, of in types.items()}
    for name, column in columns.items():
        setattr(out, name, ctypes.addressof(column))
    return out, columns


# ---- errors and calls -------------------------------------------------------------------------------------

class AttainError(Exception):
    """What the library refused: nothing was changed. ``name`` is the status as text ("out_of_range"),
    ``row`` the 0-based row of a batch or None."""

    def __init__(self, status, argument, row, message):
        self.status, self.argument, self.message = status, argument, message
        self.name = lib.attain_status_name(status).decode()
        self.row = None if row < 0 else row
        where = argument if self.row is None else f"{argument}, row {row}"
        super().__init__(f"{self.name}: {where}: {message}")


class _Context:
    def __init__(self):
        self.pointer = c_void_p()
        lib.attain_context_new(byref(self.pointer))

    def __del__(self):
        lib.attain_context_free(self.pointer)


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
    error = sized(Error)
    lib.attain_context_error(context, byref(error))
    raise AttainError(status, error.argument.decode(), error.row, error.message.decode())


def call(function, *args):
    context = _context()
    _check(context, function(context, *[a.pointer if isinstance(a, Handle) else a for a in args]))


def declare(name, *types, returns=c_int32):
    function = getattr(lib, "attain_" + name)
    function.argtypes, function.restype = types, returns
    return function


_p, _i32, _i64 = c_void_p, c_int32, c_int64
declare("status_name", _i32, returns=c_char_p)
declare("version", returns=c_char_p)
declare("context_new", POINTER(_p))
declare("context_free", _p, returns=None)
declare("context_error", _p, POINTER(Error))
period_parse = declare("period_parse", _p, c_char_p, _i64, POINTER(_i32), POINTER(_i32))
team_new = declare("team_new", _p, POINTER(TeamArgs), POINTER(_p))
ledger_new = declare("ledger_new", _p, POINTER(_p))
ledger_channel = declare("ledger_channel", _p, _p, c_char_p, _i64, POINTER(_i64))
ledger_record = declare("ledger_record", _p, _p, _i64, _i64, _p, _p, _p, _p)
estimator_new = declare("estimator_new", _p, _p, POINTER(Metric), _p, _i32, POINTER(_p))
forecast = declare("forecast", _p, _p, _i32, _i32, _i64, _p, _p, POINTER(Forecasts))
allocate = declare("allocate", _p, _p, _i32, _i32, _i64, POINTER(AllocateArgs), POINTER(_p))
allocate_columns = declare("allocate_columns", _p, _i64, _p, _i32, _p, _i64, POINTER(AllocateArgs), POINTER(_p))
allocation_gap = declare("allocation_gap", _p, _p, POINTER(_i64))
allocation_quotas = declare("allocation_quotas", _p, _p, _i64, _p, _p, _p, POINTER(_i64))
plan_new = declare("plan_new", _p, _p, _i32, _i32, _p, POINTER(_p))
plan_encode = declare("plan_encode", _p, _p, _i64, _p, POINTER(_i64))
plan_decode = declare("plan_decode", _p, _p, c_char_p, _i64, POINTER(_p))
plan_summary = declare("plan_summary", _p, _p, POINTER(PlanFigures))
plan_team = declare("plan_team", _p, _p, POINTER(_i64), POINTER(c_double))
plan_days = declare("plan_days", _p, _p, _i64, _i64, _p, _p, POINTER(_i64))
plan_verdict = declare("plan_verdict", _p, _p, _i64, _i32, POINTER(_i32), POINTER(c_double), c_char_p, _i64,
                         POINTER(_i64))
progress_new = declare("progress_new", _p, _p, _p, _p, _p, _p, POINTER(_p))
progress_restore = declare("progress_restore", _p, POINTER(ProgressArgs), POINTER(_p))
progress_summary = declare("progress_summary", _p, _p, POINTER(ProgressFigures))
progress_goals = declare("progress_goals", _p, _p, _i64, POINTER(ProgressColumns), POINTER(_i64))
progress_catch_up = declare("progress_catch_up", _p, _p, _i64, _i64, _p, _p, POINTER(_i64))
progress_text = declare("progress_text", _p, _p, _i64, c_char_p, _i64, POINTER(_i64))
review_new = declare("review_new", _p, _p, _p, _p, _i32, _i32, POINTER(_p))
review_summary = declare("review_summary", _p, _p, POINTER(ReviewFigures))
review_goals = declare("review_goals", _p, _p, _i64, POINTER(ClosedColumns), POINTER(_i64))
adjustment_new = declare("adjustment_new", _p, _p, _i32, _i32, _i64, POINTER(AdjustArgs), POINTER(_p))
adjustment_summary = declare("adjustment_summary", _p, _p, POINTER(AdjustmentFigures))
adjustment_goals = declare("adjustment_goals", _p, _p, _i64, POINTER(AdjustedColumns), POINTER(_i64))
adjustment_text = declare("adjustment_text", _p, _p, c_char_p, _i64, POINTER(_i64))
adjustment_explain = declare("adjustment_explain", _p, _p, POINTER(_p))
explanation_lines = declare("explanation_lines", _p, _p, _i64, POINTER(ExplanationColumns), POINTER(_i64))
explanation_text = declare("explanation_text", _p, _p, _p, _i64, c_char_p, _i64, POINTER(_i64))


def room_for(function, *args):
    """How many entries an answer has: what a capacity of 0 asks for. The last argument is where it is written."""
    needed = args[-1]
    try:
        call(function, *args[:-1], byref(needed))
    except AttainError as error:
        if error.name != "buffer_too_small":
            raise
    return needed.value


def text(function, *args):
    """The sentence that a call writes: asked for once, or twice when it is longer than the buffer."""
    needed = c_int64(256)
    while True:
        text = ctypes.create_string_buffer(needed.value)
        room = len(text)
        try:
            call(function, *args, text, room, byref(needed))
            return text.value.decode()
        except AttainError as error:
            if error.name != "buffer_too_small" or needed.value <= room:
                raise


class Handle:
    """Owns what one attain_x_new made."""

    def _own(self, kind, new, *args):
        out = c_void_p()
        call(new, *args, byref(out))
        free = declare(kind + "_free", c_void_p, returns=None)
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


def figures(struct, function, handle):
    """What a call writes into one struct."""
    made = sized(struct)
    call(function, handle, byref(made))
    return made


# ---- columns ----------------------------------------------------------------------------------------------

_TYPES = {"q": "<i8", "i": "<i4", "d": "<f8"}  # array codes and what NumPy calls them


class Column:
    """An address for a column. A NumPy array of the right type is used where it lies; anything else is a
    sequence of Python values and copied once."""

    def __init__(self, values, code, what):
        self.size, self.address, self.owner, self.what = 0, None, values, what
        if values is None:
            return
        seen = getattr(values, "__array_interface__", None)
        if seen is not None:
            wanted = _TYPES[code]
            if seen["typestr"] != wanted or len(seen["shape"]) != 1 or seen["strides"] is not None:
                raise TypeError(f"{what}: needs a contiguous one-dimensional array of {wanted[1:]} bytes ("
                                f"{wanted}), got {seen['typestr']}")
        else:
            self.owner = values = numbers(values, code, what)
        self.size = len(values)
        if self.size:
            self.address = seen["data"][0] if seen else values.buffer_info()[0]


def same_length(first, *others):
    for column in others:
        if column.owner is not None and column.size != first.size:
            raise ValueError(f"{column.what}: {column.size} rows, but {first.what} has {first.size}")


def numbers(values, code, what):
    """The values as an array; in a column of days they may be dates, and None where a day is not known. No other column
    has a None, and none a number that does not fit."""
    made = array.array(code)
    for row, value in enumerate(values):
        if code == "i" and (value is None or isinstance(value, datetime.date)):
            value = day_number(value)
        try:
            made.append(value)
        except (TypeError, OverflowError) as refused:
            raise type(refused)(f"{what}, row {row}: {value!r}: {refused}") from None
    return made


def day_number(day: Optional[datetime.date]) -> int:
    """Days since 1970-01-01; None is "not known"."""
    return NULL_DAY if day is None else day.toordinal() - EPOCH


def date(number):
    return datetime.date.fromordinal(number + EPOCH)


def texts(values):
    return (c_char_p * len(values))(*(v.encode() for v in values))


def give(args, columns, prefix=""):
    """Puts the columns {member: (values, array code)} into a struct; what is returned keeps them alive."""
    made = {what: Column(values, code, what) for what, (values, code) in columns.items()}
    for what, column in made.items():
        setattr(args, prefix + what, column.address)
    return made
