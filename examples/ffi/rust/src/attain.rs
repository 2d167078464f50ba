//! attain for Rust: sales goals people can reach, that add up to the number you need.
//!
//! Binds the C interface (attain.h) by hand, with no other crate. A `Day` is days since 1970-01-01 and reads and prints
//! ISO dates (with `chrono` or `time`, convert there), a refused call is an `Error` with the argument, the row and the
//! reason, and handles free themselves. All of them but `Ledger` are `Sync`.
#![allow(dead_code)] // a story does not need everything

use std::ffi::{CStr, CString};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::os::raw::c_char;
use std::ptr::{null, null_mut};
use std::str::FromStr;

/// attain.h, as it is.
mod c {
    use super::*;

    /// An opaque handle: neither made nor moved by Rust.
    #[repr(C)]
    pub struct Opaque<Kind> {
        _data: [u8; 0],
        _kind: PhantomData<*mut Kind>,
    }
    pub enum ContextKind {}
    pub enum TeamKind {}
    pub enum LedgerKind {}
    pub enum EstimatorKind {}
    pub enum AllocationKind {}
    pub enum PlanKind {}
    pub type Context = Opaque<ContextKind>;
    pub type Team = Opaque<TeamKind>;
    pub type Ledger = Opaque<LedgerKind>;
    pub type Estimator = Opaque<EstimatorKind>;
    pub type Allocation = Opaque<AllocationKind>;
    pub type Plan = Opaque<PlanKind>;

    #[repr(C)]
    pub struct ErrorRecord {
        pub struct_size: u32,
        pub status: i32,
        pub row: i64,
        pub argument: [c_char; 64],
        pub message: [c_char; 256],
    }

    #[repr(C)]
    pub struct TeamArgs {
        pub struct_size: u32,
        pub reserved: u32,
        pub name: *const c_char,
        pub n_reps: i64,
        pub rep_id: *const i64,
        pub rep_name: *const *const c_char,
        pub rep_role: *const *const c_char,
        pub hired: *const i32,
        pub joined: *const i32,
        pub left: *const i32,
        pub fte: *const f64,
        pub ramp_offsets: *const i64,
        pub n_ramp_shares: i64,
        pub ramp_share: *const f64,
        pub weekday_share: *const f64,
        pub n_closed: i64,
        pub closed_day: *const i32,
        pub n_absences: i64,
        pub absence_rep: *const i64,
        pub absence_begin: *const i32,
        pub absence_end: *const i32,
        pub absence_share: *const f64,
    }

    #[repr(C)]
    pub struct Metric {
        pub struct_size: u32,
        pub kind: i32,
        pub exponent: i32,
        pub reserved: i32,
        pub metric_id: i64,
        pub name: *const c_char,
    }

    #[repr(C)]
    pub struct ForecastColumns {
        pub struct_size: u32,
        pub reserved: u32,
        pub probability: *mut f64,
        pub mean: *mut f64,
        pub low: *mut f64,
        pub median: *mut f64,
        pub high: *mut f64,
        pub done: *mut i64,
        pub grade: *mut i32,
        pub effective_days: *mut f64,
        pub prior_weight: *mut f64,
    }

    #[repr(C)]
    pub struct AllocateArgs {
        pub struct_size: u32,
        pub policy: i32,
        pub n_bounds: i64,
        pub bound_rep: *const i64,
        pub bound_floor: *const i64,
        pub bound_cap: *const i64,
    }

    /// As much of it as is read here.
    #[repr(C)]
    pub struct PlanFigures {
        pub struct_size: u32,
        pub as_of: i32,
        pub begin: i32,
        pub end: i32,
    }

    #[rustfmt::skip]
    #[link(name = "attain")]
    extern "C" {
        pub fn attain_status_name(status: i32) -> *const c_char;
        pub fn attain_context_new(out: *mut *mut Context) -> i32;
        pub fn attain_context_free(context: *mut Context);
        pub fn attain_context_error(context: *const Context, out: *mut ErrorRecord) -> i32;
        pub fn attain_period_parse(context: *mut Context, text: *const c_char, length: i64, begin: *mut i32,
                                   end: *mut i32) -> i32;
        pub fn attain_team_new(context: *mut Context, args: *const TeamArgs, out: *mut *mut Team) -> i32;
        pub fn attain_team_free(team: *mut Team);
        pub fn attain_ledger_new(context: *mut Context, out: *mut *mut Ledger) -> i32;
        pub fn attain_ledger_free(ledger: *mut Ledger);
        pub fn attain_ledger_channel(context: *mut Context, ledger: *mut Ledger, name: *const c_char, length: i64,
                                     channel: *mut i64) -> i32;
        pub fn attain_ledger_record(context: *mut Context, ledger: *mut Ledger, metric_id: i64, n: i64,
                                    rep_id: *const i64, day: *const i32, quantity: *const i64,
                                    channel: *const i64) -> i32;
        pub fn attain_estimator_new(context: *mut Context, team: *const Team, metric: *const Metric,
                                    facts: *const Ledger, as_of: i32, out: *mut *mut Estimator) -> i32;
        pub fn attain_estimator_free(estimator: *mut Estimator);
        pub fn attain_forecast(context: *mut Context, estimator: *const Estimator, begin: i32, end: i32, n: i64,
                               rep_id: *const i64, target: *const i64, out: *mut ForecastColumns) -> i32;
        pub fn attain_allocate(context: *mut Context, estimator: *const Estimator, begin: i32, end: i32, total: i64,
                               args: *const AllocateArgs, out: *mut *mut Allocation) -> i32;
        pub fn attain_allocation_free(allocation: *mut Allocation);
        pub fn attain_allocation_gap(context: *mut Context, allocation: *const Allocation, gap: *mut i64) -> i32;
        pub fn attain_allocation_quotas(context: *mut Context, allocation: *const Allocation, capacity: i64,
                                        rep_id: *mut i64, amount: *mut i64, probability: *mut f64,
                                        needed: *mut i64) -> i32;
        pub fn attain_plan_new(context: *mut Context, estimator: *const Estimator, begin: i32, end: i32,
                               allocation: *const Allocation, out: *mut *mut Plan) -> i32;
        pub fn attain_plan_free(plan: *mut Plan);
        pub fn attain_plan_encode(context: *mut Context, plan: *const Plan, capacity: i64, bytes: *mut u8,
                                  needed: *mut i64) -> i32;
        pub fn attain_plan_decode(context: *mut Context, team: *const Team, bytes: *const u8, n_bytes: i64,
                                  out: *mut *mut Plan) -> i32;
        pub fn attain_plan_summary(context: *mut Context, plan: *const Plan, out: *mut PlanFigures) -> i32;
        pub fn attain_plan_team(context: *mut Context, plan: *const Plan, total: *mut i64,
                                probability: *mut f64) -> i32;
        pub fn attain_plan_days(context: *mut Context, plan: *const Plan, rep_id: i64, capacity: i64, day: *mut i32,
                                amount: *mut i64, needed: *mut i64) -> i32;
        pub fn attain_plan_verdict(context: *mut Context, plan: *const Plan, rep_id: i64, question: i32,
                                 verdict: *mut i32, figure: *mut f64, reason: *mut c_char, capacity: i64,
                                 needed: *mut i64) -> i32;
    }
}

// ---- errors and calls ----------------------------------------------------------------------------------------------

/// What the library refused: nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub status: i32,
    /// "out_of_range"
    pub name: &'static str,
    /// Or the column.
    pub argument: String,
    /// Of a batch, counted from 0.
    pub row: Option<i64>,
    pub reason: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let row = self.row.map_or(String::new(), |row| format!(", row {row}"));
        write!(f, "{}: {}{row}: {}", self.name, self.argument, self.reason)
    }
}

impl std::error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;

const BUFFER_TOO_SMALL: i32 = 122;

fn text(from: &[c_char]) -> String {
    // SAFETY: the library ends every text of an error record with a NUL.
    unsafe { CStr::from_ptr(from.as_ptr()) }.to_string_lossy().into_owned()
}

fn size_of<T>() -> u32 {
    std::mem::size_of::<T>() as u32
}

/// One call with a context of its own, so that any thread may make it.
fn call(body: impl FnOnce(*mut c::Context) -> i32) -> Result<()> {
    // SAFETY: the context is made, used and freed here, by this thread alone.
    unsafe {
        let mut context = null_mut();
        c::attain_context_new(&mut context);
        let status = body(context);
        let refused = (status != 0).then(|| {
            let mut record: c::ErrorRecord = std::mem::zeroed();
            record.struct_size = size_of::<c::ErrorRecord>();
            c::attain_context_error(context, &mut record);
            let name = CStr::from_ptr(c::attain_status_name(status)).to_str().unwrap_or("unknown_code");
            let row = (record.row >= 0).then_some(record.row);
            Error { status, name, argument: text(&record.argument), row, reason: text(&record.message) }
        });
        c::attain_context_free(context);
        refused.map_or(Ok(()), Err)
    }
}

/// Owns a handle, and frees it.
struct Handle<T> {
    pointer: *mut T,
    free: unsafe extern "C" fn(*mut T),
}

impl<T> Handle<T> {
    fn new(free: unsafe extern "C" fn(*mut T), make: impl FnOnce(*mut c::Context, *mut *mut T) -> i32) -> Result<Self> {
        let mut pointer = null_mut();
        call(|context| make(context, &mut pointer))?;
        Ok(Handle { pointer, free })
    }
}

impl<T> Drop for Handle<T> {
    fn drop(&mut self) {
        // SAFETY: `pointer` came from the function that `free` belongs to, and nobody else frees it.
        unsafe { (self.free)(self.pointer) }
    }
}

// SAFETY: no handle is bound to a thread; all but a ledger are immutable, and a ledger is changed through &mut only.
unsafe impl<T> Send for Handle<T> {}
unsafe impl<T> Sync for Handle<T> {}

fn c_string(text: &str) -> CString {
    CString::new(text.replace('\0', " ")).expect("has no NUL")
}

fn pointers(texts: &[CString]) -> Vec<*const c_char> {
    texts.iter().map(|text| text.as_ptr()).collect()
}

// ---- days ----------------------------------------------------------------------------------------------------------

/// Days since 1970-01-01, in the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Day(pub i32);

const NULL_DAY: i32 = i32::MIN;

impl Day {
    /// Years begin in March here, so that the leap day is the last one.
    pub fn new(year: i32, month: i32, day: i32) -> Day {
        let (y, m) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let leap_days = y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400);
        Day(365 * y + leap_days + (153 * m + 2) / 5 + day - 1 - 719_468)
    }

    pub fn civil(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        (yoe + era * 400 + i32::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
    }

    pub fn weekday(self) -> &'static str {
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][self.0.rem_euclid(7) as usize]
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (y, m, d) = self.civil();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(iso: &str) -> std::result::Result<Day, String> {
        let parts: Vec<i32> = iso.split('-').filter_map(|part| part.parse().ok()).collect();
        match parts[..] {
            [y, m @ 1..=12, d @ 1..=31] if Day::new(y, m, d).civil() == (y, m, d) => Ok(Day::new(y, m, d)),
            _ => Err(format!("not a day: {iso}")),
        }
    }
}

fn number(day: Option<Day>) -> i32 {
    day.map_or(NULL_DAY, |day| day.0)
}

pub type Period = Range<Day>;

/// Reads 2026-12, 2026-W49, 2026-Q4, 2026, a day, or two days joined by a slash.
pub fn period(text: &str) -> Result<Period> {
    let (mut begin, mut end) = (0, 0);
    // SAFETY: text has its length beside it, both results have room.
    call(|context| unsafe {
        c::attain_period_parse(context, text.as_ptr().cast(), text.len() as i64, &mut begin, &mut end)
    })?;
    Ok(Day(begin)..Day(end))
}

/// "63 %", and never 0 % or 100 % from rounding.
pub fn percent(p: f64) -> String {
    match p {
        p if p > 0.0 && p < 0.01 => "< 1 %".to_string(),
        p if p > 0.99 && p < 1.0 => "> 99 %".to_string(),
        p => format!("{} %", (100.0 * p + 0.5) as i64),
    }
}

// ---- team ----------------------------------------------------------------------------------------------------------

#[derive(Debug, Clone)]
pub struct Rep {
    pub id: i64,
    pub name: String,
    pub role: String,
    pub hired: Option<Day>,
    pub left: Option<Day>,
    pub fte: f64,
    /// Share of full capacity, one a month of tenure.
    pub ramp: Vec<f64>,
}

/// Away on the days of a half-open range.
#[derive(Debug, Clone)]
pub struct Absence {
    pub rep: i64,
    pub days: Range<Day>,
    pub share: f64,
}

pub struct Team {
    pub name: String,
    pub reps: Vec<Rep>,
    handle: Handle<c::Team>,
}

impl Team {
    /// `closed` are days off for everybody.
    pub fn new(name: &str, reps: Vec<Rep>, closed: &[Day], absences: &[Absence]) -> Result<Team> {
        let title = c_string(name);
        let names: Vec<CString> = reps.iter().map(|rep| c_string(&rep.name)).collect();
        let roles: Vec<CString> = reps.iter().map(|rep| c_string(&rep.role)).collect();
        let (names, roles, _alive) = (pointers(&names), pointers(&roles), (names, roles));
        let ids: Vec<i64> = reps.iter().map(|rep| rep.id).collect();
        let hired: Vec<i32> = reps.iter().map(|rep| number(rep.hired)).collect();
        let left: Vec<i32> = reps.iter().map(|rep| number(rep.left)).collect();
        let fte: Vec<f64> = reps.iter().map(|rep| rep.fte).collect();
        let shares: Vec<f64> = reps.iter().flat_map(|rep| rep.ramp.iter().copied()).collect();
        let mut offsets = vec![0];
        for rep in &reps {
            offsets.push(offsets[offsets.len() - 1] + rep.ramp.len() as i64);
        }
        let closed_days: Vec<i32> = closed.iter().map(|day| day.0).collect();
        let away: Vec<i64> = absences.iter().map(|absence| absence.rep).collect();
        let from: Vec<i32> = absences.iter().map(|absence| absence.days.start.0).collect();
        let to: Vec<i32> = absences.iter().map(|absence| absence.days.end.0).collect();
        let share: Vec<f64> = absences.iter().map(|absence| absence.share).collect();
        let args = c::TeamArgs {
            struct_size: size_of::<c::TeamArgs>(),
            reserved: 0,
            name: title.as_ptr(),
            n_reps: reps.len() as i64,
            rep_id: ids.as_ptr(),
            rep_name: names.as_ptr(),
            rep_role: roles.as_ptr(),
            hired: hired.as_ptr(),
            joined: null(),
            left: left.as_ptr(),
            fte: fte.as_ptr(),
            ramp_offsets: offsets.as_ptr(),
            n_ramp_shares: shares.len() as i64,
            ramp_share: shares.as_ptr(),
            weekday_share: null(),
            n_closed: closed.len() as i64,
            closed_day: closed_days.as_ptr(),
            n_absences: absences.len() as i64,
            absence_rep: away.as_ptr(),
            absence_begin: from.as_ptr(),
            absence_end: to.as_ptr(),
            absence_share: share.as_ptr(),
        };
        // SAFETY: every column has the length that `args` says, and lives until the call is over.
        let make = |context, out| unsafe { c::attain_team_new(context, &args, out) };
        let handle = Handle::new(c::attain_team_free, make)?;
        Ok(Team { name: name.to_string(), reps, handle })
    }

    pub fn rep(&self, id: i64) -> Option<&Rep> {
        self.reps.iter().find(|rep| rep.id == id)
    }
}

// ---- ledger --------------------------------------------------------------------------------------------------------

/// Exponent 0: whole numbers; 2: amounts in cents.
#[derive(Debug, Clone)]
pub struct Metric {
    pub name: String,
    pub id: i64,
    pub exponent: i32,
}

/// Facts in columns of one length, handed over as they are. No quantities: one each; no channels: none.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub reps: Vec<i64>,
    pub days: Vec<i32>,
    pub quantities: Option<Vec<i64>>,
    pub channels: Option<Vec<i64>>,
}

/// The dated facts.
pub struct Ledger(Handle<c::Ledger>);

impl Ledger {
    pub fn new() -> Result<Ledger> {
        // SAFETY: `out` has room for a pointer.
        Ok(Ledger(Handle::new(c::attain_ledger_free, |context, out| unsafe { c::attain_ledger_new(context, out) })?))
    }

    /// The number of a channel, the same for the same name.
    pub fn channel(&mut self, name: &str) -> Result<i64> {
        let (mut number, bytes) = (0, name.as_ptr().cast());
        // SAFETY: name has its length beside it.
        call(|context| unsafe {
            c::attain_ledger_channel(context, self.0.pointer, bytes, name.len() as i64, &mut number)
        })?;
        Ok(number)
    }

    /// Adds all facts or, on any error, none. Panics when the columns differ in length.
    pub fn record(&mut self, metric: &Metric, facts: &Facts) -> Result<()> {
        let n = facts.reps.len();
        let optional = |column: &Option<Vec<i64>>| match column {
            Some(values) => {
                assert_eq!(values.len(), n, "columns of different length");
                values.as_ptr()
            }
            None => null(),
        };
        assert_eq!(facts.days.len(), n, "columns of different length");
        let (quantities, channels) = (optional(&facts.quantities), optional(&facts.channels));
        // SAFETY: every column is n long or NULL.
        call(|context| unsafe {
            c::attain_ledger_record(context, self.0.pointer, metric.id, n as i64, facts.reps.as_ptr(),
                                    facts.days.as_ptr(), quantities, channels)
        })
    }
}

// ---- estimator -----------------------------------------------------------------------------------------------------

/// Low to high holds the total with 80 %; the grade says how much that rests on.
#[derive(Debug, Clone)]
pub struct Forecast {
    pub low: f64,
    pub high: f64,
    pub mean: f64,
    pub done: i64,
    pub grade: &'static str,
}

/// The facts of a team up to and with a day, understood.
pub struct Estimator {
    room: usize,
    handle: Handle<c::Estimator>,
}

impl Estimator {
    pub fn new(team: &Team, metric: &Metric, facts: &Ledger, as_of: Day) -> Result<Estimator> {
        let name = c_string(&metric.name);
        let what = c::Metric {
            struct_size: size_of::<c::Metric>(),
            kind: i32::from(metric.exponent > 0),
            exponent: metric.exponent,
            reserved: 0,
            metric_id: metric.id,
            name: name.as_ptr(),
        };
        // SAFETY: all handles are alive, `what` and its name until the call is over.
        let make = |context, out| unsafe {
            c::attain_estimator_new(context, team.handle.pointer, &what, facts.0.pointer, as_of.0, out)
        };
        Ok(Estimator { room: team.reps.len(), handle: Handle::new(c::attain_estimator_free, make)? })
    }

    /// Of the reps, in their order.
    pub fn forecasts(&self, period: &Period, reps: &[i64]) -> Result<Vec<Forecast>> {
        let n = reps.len();
        let (mut low, mut high, mut mean) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        let (mut done, mut grade) = (vec![0; n], vec![0; n]);
        let mut out = c::ForecastColumns {
            struct_size: size_of::<c::ForecastColumns>(),
            reserved: 0,
            probability: null_mut(),
            mean: mean.as_mut_ptr(),
            low: low.as_mut_ptr(),
            median: null_mut(),
            high: high.as_mut_ptr(),
            done: done.as_mut_ptr(),
            grade: grade.as_mut_ptr(),
            effective_days: null_mut(),
            prior_weight: null_mut(),
        };
        // SAFETY: every column has room for n.
        call(|context| unsafe {
            c::attain_forecast(context, self.handle.pointer, period.start.0, period.end.0, n as i64, reps.as_ptr(),
                               null(), &mut out)
        })?;
        let name = |grade: i32| ["unknown", "prior only", "thin", "fair", "solid"][grade as usize];
        Ok((0..n)
            .map(|i| Forecast { low: low[i], high: high[i], mean: mean[i], done: done[i], grade: name(grade[i]) })
            .collect())
    }

    /// Splits the total so that everybody has the same chance, within the bounds: rep, floor and cap.
    pub fn allocate(&self, period: &Period, total: i64, bounds: &[(i64, i64, Option<i64>)]) -> Result<Allocation> {
        let reps: Vec<i64> = bounds.iter().map(|bound| bound.0).collect();
        let floors: Vec<i64> = bounds.iter().map(|bound| bound.1).collect();
        let caps: Vec<i64> = bounds.iter().map(|bound| bound.2.unwrap_or(i64::MAX)).collect();
        let args = c::AllocateArgs {
            struct_size: size_of::<c::AllocateArgs>(),
            policy: 0,
            n_bounds: bounds.len() as i64,
            bound_rep: reps.as_ptr(),
            bound_floor: floors.as_ptr(),
            bound_cap: caps.as_ptr(),
        };
        // SAFETY: the three columns are n_bounds long and live until the call is over.
        let make = |context, out| unsafe {
            c::attain_allocate(context, self.handle.pointer, period.start.0, period.end.0, total, &args, out)
        };
        Ok(Allocation { room: self.room, handle: Handle::new(c::attain_allocation_free, make)? })
    }

    pub fn plan(&self, period: &Period, split: &Allocation) -> Result<Plan> {
        // SAFETY: both handles are alive.
        let make = |context, out| unsafe {
            c::attain_plan_new(context, self.handle.pointer, period.start.0, period.end.0, split.handle.pointer, out)
        };
        Ok(Plan { period: period.clone(), handle: Handle::new(c::attain_plan_free, make)? })
    }
}

// ---- allocation ----------------------------------------------------------------------------------------------------

#[derive(Debug, Clone)]
pub struct Quota {
    pub rep: i64,
    pub amount: i64,
    pub chance: f64,
}

/// A total split into whole quotas.
pub struct Allocation {
    room: usize,
    handle: Handle<c::Allocation>,
}

impl Allocation {
    /// 0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it.
    pub fn gap(&self) -> Result<i64> {
        let mut gap = 0;
        // SAFETY: the handle is alive.
        call(|context| unsafe { c::attain_allocation_gap(context, self.handle.pointer, &mut gap) })?;
        Ok(gap)
    }

    /// In the order of rep ids.
    pub fn quotas(&self) -> Result<Vec<Quota>> {
        let (mut rep, mut amount, mut chance) = (vec![0; self.room], vec![0; self.room], vec![0.0; self.room]);
        let mut needed = 0;
        // SAFETY: every column has `room` entries.
        call(|context| unsafe {
            c::attain_allocation_quotas(context, self.handle.pointer, self.room as i64, rep.as_mut_ptr(),
                                        amount.as_mut_ptr(), chance.as_mut_ptr(), &mut needed)
        })?;
        Ok((0..needed as usize).map(|i| Quota { rep: rep[i], amount: amount[i], chance: chance[i] }).collect())
    }
}

// ---- plan ----------------------------------------------------------------------------------------------------------

#[derive(Debug, Clone)]
pub struct Finding {
    pub letter: char,
    pub verdict: &'static str,
    pub figure: f64,
    pub reason: String,
}

/// The goals of a team for a period.
pub struct Plan {
    pub period: Period,
    handle: Handle<c::Plan>,
}

impl Plan {
    /// The plan again, in any process; the team says when its reps work.
    pub fn from_bytes(team: &Team, bytes: &[u8]) -> Result<Plan> {
        // SAFETY: the bytes are as long as is said.
        let make = |context, out| unsafe {
            c::attain_plan_decode(context, team.handle.pointer, bytes.as_ptr(), bytes.len() as i64, out)
        };
        let handle = Handle::new(c::attain_plan_free, make)?;
        let mut figures = c::PlanFigures { struct_size: size_of::<c::PlanFigures>(), as_of: 0, begin: 0, end: 0 };
        // SAFETY: the handle is alive.
        call(|context| unsafe { c::attain_plan_summary(context, handle.pointer, &mut figures) })?;
        Ok(Plan { period: Day(figures.begin)..Day(figures.end), handle })
    }

    /// Everything the plan knows, to store until its period is over.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let (mut bytes, mut needed) = (Vec::new(), 0i64);
        loop {
            // SAFETY: the vector is as long as is said.
            let asked = call(|context| unsafe {
                c::attain_plan_encode(context, self.handle.pointer, bytes.len() as i64, bytes.as_mut_ptr(), &mut needed)
            });
            match asked {
                Err(error) if error.status == BUFFER_TOO_SMALL => bytes.resize(needed as usize, 0),
                Err(error) => return Err(error),
                Ok(()) => return Ok(bytes),
            }
        }
    }

    /// The team's number, and the chance that its total reaches it.
    pub fn team(&self) -> Result<(i64, f64)> {
        let (mut total, mut chance) = (0, 0.0);
        // SAFETY: the handle is alive.
        call(|context| unsafe { c::attain_plan_team(context, self.handle.pointer, &mut total, &mut chance) })?;
        Ok((total, chance))
    }

    /// Whole targets by day that sum to the quota.
    pub fn days(&self, rep: i64) -> Result<Vec<(Day, i64)>> {
        let room = (self.period.end.0 - self.period.start.0) as usize;
        let (mut day, mut amount, mut needed) = (vec![0; room], vec![0; room], 0);
        // SAFETY: both columns have `room` entries.
        call(|context| unsafe {
            c::attain_plan_days(context, self.handle.pointer, rep, room as i64, day.as_mut_ptr(),
                                amount.as_mut_ptr(), &mut needed)
        })?;
        Ok((0..needed as usize).map(|i| (Day(day[i]), amount[i])).collect())
    }

    /// Five findings, for S, M, A, R and T.
    pub fn audit(&self, rep: i64) -> Result<Vec<Finding>> {
        "SMART".chars().enumerate().map(|(question, letter)| self.finding(rep, question as i32, letter, 256)).collect()
    }

    fn finding(&self, rep: i64, question: i32, letter: char, room: usize) -> Result<Finding> {
        let (mut verdict, mut figure, mut needed) = (0, 0.0, 0);
        let mut reason = vec![0u8; room];
        // SAFETY: the reason has `room` bytes.
        let asked = call(|context| unsafe {
            c::attain_plan_verdict(context, self.handle.pointer, rep, question, &mut verdict, &mut figure,
                                 reason.as_mut_ptr().cast(), room as i64, &mut needed)
        });
        match asked {
            Err(error) if error.status == BUFFER_TOO_SMALL => self.finding(rep, question, letter, needed as usize),
            Err(error) => Err(error),
            Ok(()) => {
                let verdict = ["pass", "warn", "fail"][verdict as usize];
                let reason = String::from_utf8_lossy(&reason[..needed as usize - 1]).into_owned();
                Ok(Finding { letter, verdict, figure, reason })
            }
        }
    }
}
