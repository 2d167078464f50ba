// Package attain sets sales goals people can reach, that add up to the number you need.
//
// It binds the C interface (attain.h) with cgo and needs no module. Days are time.Time, of which the date counts, in
// whatever location they are; a refused call returns an *Error with the argument, the row and the reason. Handles have
// Close, and are freed by the garbage collector when nobody calls it. Everything but a Ledger may be shared between
// goroutines.
package attain

/*
#cgo LDFLAGS: -lattain
#include <attain.h>
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"runtime"
	"time"
	"unsafe"
)

// ---- errors and calls ----------------------------------------------------------------------------------------------

// Error is what the library refused: nothing was changed.
type Error struct {
	Status   int
	Name     string // "out_of_range"
	Argument string // or column
	Row      int64  // of a batch, counted from 0; -1: no row is meant
	Reason   string
}

func (e *Error) Error() string {
	if e.Row < 0 {
		return fmt.Sprintf("%s: %s: %s", e.Name, e.Argument, e.Reason)
	}
	return fmt.Sprintf("%s: %s, row %d: %s", e.Name, e.Argument, e.Row, e.Reason)
}

// call makes one call with a context of its own: goroutines move between threads, and a context is for one at a time.
func call(body func(*C.attain_context) C.attain_status) error {
	var context *C.attain_context
	C.attain_context_new(&context)
	defer C.attain_context_free(context)
	status := body(context)
	if status == C.ATTAIN_OK {
		return nil
	}
	record := C.attain_error{struct_size: C.uint32_t(unsafe.Sizeof(C.attain_error{}))}
	C.attain_context_error(context, &record)
	return &Error{
		Status: int(status), Name: C.GoString(C.attain_status_name(status)), Row: int64(record.row),
		Argument: C.GoString(&record.argument[0]), Reason: C.GoString(&record.message[0]),
	}
}

// arena holds the columns that a struct points at: C may not be given a struct in Go memory with Go pointers in it.
type arena []unsafe.Pointer

func (a *arena) free() {
	for _, p := range *a {
		C.free(p)
	}
}

func (a *arena) take(bytes int) unsafe.Pointer {
	p := C.calloc(1, C.size_t(bytes+8))
	*a = append(*a, p)
	return p
}

func (a *arena) text(s string) *C.char {
	p := C.CString(s)
	*a = append(*a, unsafe.Pointer(p))
	return p
}

func (a *arena) int64s(n int, of func(int) int64) *C.int64_t {
	p := (*C.int64_t)(a.take(8 * n))
	for i, to := 0, unsafe.Slice(p, n); i < n; i++ {
		to[i] = C.int64_t(of(i))
	}
	return p
}

func (a *arena) days(n int, of func(int) time.Time) *C.int32_t {
	p := (*C.int32_t)(a.take(4 * n))
	for i, to := 0, unsafe.Slice(p, n); i < n; i++ {
		to[i] = C.int32_t(DayNumber(of(i)))
	}
	return p
}

func (a *arena) doubles(n int, of func(int) float64) *C.double {
	p := (*C.double)(a.take(8 * n))
	for i, to := 0, unsafe.Slice(p, n); i < n; i++ {
		to[i] = C.double(of(i))
	}
	return p
}

func (a *arena) texts(n int, of func(int) string) **C.char {
	p := (**C.char)(a.take(8 * n))
	for i, to := 0, unsafe.Slice(p, n); i < n; i++ {
		to[i] = a.text(of(i))
	}
	return p
}

// at is the address of a slice's first element; nil for an empty one.
func at[C, Go any](values []Go) *C {
	if len(values) == 0 {
		return nil
	}
	return (*C)(unsafe.Pointer(&values[0]))
}

// ---- days and periods ----------------------------------------------------------------------------------------------

const nullDay = -1 << 31

// DayNumber is the number of days since 1970-01-01; the zero time is "not known".
func DayNumber(t time.Time) int32 {
	if t.IsZero() {
		return nullDay
	}
	y, m, d := t.Date()
	seconds := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	return int32(seconds / 86400)
}

// Day is the inverse, at midnight UTC.
func Day(number int32) time.Time { return time.Unix(int64(number)*86400, 0).UTC() }

// Period is from Begin up to, not including, End.
type Period struct{ Begin, End time.Time }

// Last is the last day of the period.
func (p Period) Last() time.Time { return p.End.AddDate(0, 0, -1) }

func (p Period) numbers() (C.int32_t, C.int32_t) {
	return C.int32_t(DayNumber(p.Begin)), C.int32_t(DayNumber(p.End))
}

// ParsePeriod reads 2026-12, 2026-W49, 2026-Q4, 2026, a day, or two days joined by a slash.
func ParsePeriod(text string) (Period, error) {
	var a arena
	defer a.free()
	var begin, end C.int32_t
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_period_parse(c, a.text(text), C.int64_t(len(text)), &begin, &end)
	})
	if err != nil {
		return Period{}, err
	}
	return Period{Day(int32(begin)), Day(int32(end))}, nil
}

// Percent writes "63 %", and never 0 % or 100 % from rounding.
func Percent(p float64) string {
	switch {
	case p > 0 && p < 0.01:
		return "< 1 %"
	case p > 0.99 && p < 1:
		return "> 99 %"
	}
	return fmt.Sprintf("%d %%", int(100*p+0.5))
}

// ---- team ----------------------------------------------------------------------------------------------------------

// Rep is somebody of a team. Zero times are unknown, an Fte of 0 is full-time.
type Rep struct {
	ID                  int64
	Name, Role          string
	Hired, Joined, Left time.Time
	Fte                 float64
	Ramp                []float64 // share of full capacity, one a month of tenure
}

// Absence is from First to Last, both included; a Share of 0 is the whole day.
type Absence struct {
	Rep         int64
	First, Last time.Time
	Share       float64
}

// Team is a roster; immutable.
type Team struct {
	Name string
	Reps []Rep
	c    *C.attain_team
}

func orOne(x float64) float64 {
	if x == 0 {
		return 1
	}
	return x
}

// NewTeam makes a team; closed are days off for everybody.
func NewTeam(name string, reps []Rep, closed []time.Time, absences []Absence) (*Team, error) {
	var a arena
	defer a.free()
	offsets, shares := []int64{0}, []float64{}
	for _, rep := range reps {
		shares = append(shares, rep.Ramp...)
		offsets = append(offsets, int64(len(shares)))
	}
	n, away := len(reps), len(absences)
	args := C.attain_team_args{
		name: a.text(name), n_reps: C.int64_t(n), n_closed: C.int64_t(len(closed)), n_absences: C.int64_t(away),
		n_ramp_shares: C.int64_t(len(shares)),
		rep_id:        a.int64s(n, func(i int) int64 { return reps[i].ID }),
		rep_name:      a.texts(n, func(i int) string { return reps[i].Name }),
		rep_role:      a.texts(n, func(i int) string { return reps[i].Role }),
		hired:         a.days(n, func(i int) time.Time { return reps[i].Hired }),
		joined:        a.days(n, func(i int) time.Time { return reps[i].Joined }),
		left:          a.days(n, func(i int) time.Time { return reps[i].Left }),
		fte:           a.doubles(n, func(i int) float64 { return orOne(reps[i].Fte) }),
		ramp_offsets:  a.int64s(n+1, func(i int) int64 { return offsets[i] }),
		ramp_share:    a.doubles(len(shares), func(i int) float64 { return shares[i] }),
		closed_day:    a.days(len(closed), func(i int) time.Time { return closed[i] }),
		absence_rep:   a.int64s(away, func(i int) int64 { return absences[i].Rep }),
		absence_begin: a.days(away, func(i int) time.Time { return absences[i].First }),
		absence_end:   a.days(away, func(i int) time.Time { return absences[i].Last.AddDate(0, 0, 1) }),
		absence_share: a.doubles(away, func(i int) float64 { return orOne(absences[i].Share) }),
	}
	args.struct_size = C.uint32_t(unsafe.Sizeof(args))
	team := &Team{Name: name, Reps: reps}
	err := call(func(c *C.attain_context) C.attain_status { return C.attain_team_new(c, &args, &team.c) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(team, (*Team).Close)
	return team, nil
}

// Close frees the team early.
func (t *Team) Close() { C.attain_team_free(t.c); t.c = nil }

// ---- ledger --------------------------------------------------------------------------------------------------------

// Metric is what is counted. Exponent 0: whole numbers; 2: amounts in cents.
type Metric struct {
	Name     string
	ID       int64
	Exponent int
}

// Facts in columns of one length. Days are numbers (DayNumber); nil Quantities: one each; nil Channels: none. They are
// handed over as they are, without a copy.
type Facts struct {
	Reps       []int64
	Days       []int32
	Quantities []int64
	Channels   []int64
}

// Ledger holds the dated facts; for one goroutine at a time.
type Ledger struct{ c *C.attain_ledger }

// NewLedger makes an empty one.
func NewLedger() (*Ledger, error) {
	l := &Ledger{}
	if err := call(func(c *C.attain_context) C.attain_status { return C.attain_ledger_new(c, &l.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(l, (*Ledger).Close)
	return l, nil
}

// Close frees the ledger early.
func (l *Ledger) Close() { C.attain_ledger_free(l.c); l.c = nil }

// Channel is the number of a channel, the same for the same name.
func (l *Ledger) Channel(name string) (int64, error) {
	var a arena
	defer a.free()
	var number C.int64_t
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_ledger_channel(c, l.c, a.text(name), C.int64_t(len(name)), &number)
	})
	runtime.KeepAlive(l)
	return int64(number), err
}

// Record adds all facts or, on any error, none.
func (l *Ledger) Record(metric Metric, facts Facts) error {
	n := len(facts.Reps)
	if len(facts.Days) != n || facts.Quantities != nil && len(facts.Quantities) != n ||
		facts.Channels != nil && len(facts.Channels) != n {
		return fmt.Errorf("attain: columns of different length")
	}
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_ledger_record(c, l.c, C.int64_t(metric.ID), C.int64_t(n), at[C.int64_t](facts.Reps),
			at[C.int32_t](facts.Days), at[C.int64_t](facts.Quantities), at[C.int64_t](facts.Channels))
	})
	runtime.KeepAlive(l)
	return err
}

// ---- estimator -----------------------------------------------------------------------------------------------------

// Grade says how much a forecast rests on.
type Grade int32

func (g Grade) String() string {
	return [...]string{"unknown", "prior only", "thin", "fair", "solid"}[g]
}

// Forecast of a rep's total; Low to High holds it with 80 %.
type Forecast struct {
	Low, High, Mean float64
	Done            int64
	Grade           Grade
}

// Estimator understands the facts of a team up to and with a day; immutable.
type Estimator struct {
	team *Team
	c    *C.attain_estimator
}

// NewEstimator reads the facts known at the end of asOf.
func NewEstimator(team *Team, metric Metric, facts *Ledger, asOf time.Time) (*Estimator, error) {
	var a arena
	defer a.free()
	what := C.attain_metric{exponent: C.int32_t(metric.Exponent), metric_id: C.int64_t(metric.ID), name: a.text(metric.Name)}
	what.struct_size = C.uint32_t(unsafe.Sizeof(what))
	if metric.Exponent > 0 {
		what.kind = C.ATTAIN_METRIC_AMOUNT
	}
	e := &Estimator{team: team}
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_estimator_new(c, team.c, &what, facts.c, C.int32_t(DayNumber(asOf)), &e.c)
	})
	runtime.KeepAlive(team)
	runtime.KeepAlive(facts)
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(e, (*Estimator).Close)
	return e, nil
}

// Close frees the estimator early.
func (e *Estimator) Close() { C.attain_estimator_free(e.c); e.c = nil }

// Forecasts of the reps, in their order.
func (e *Estimator) Forecasts(period Period, reps []int64) ([]Forecast, error) {
	var a arena
	defer a.free()
	n := len(reps)
	var out C.attain_forecast_columns
	out.struct_size = C.uint32_t(unsafe.Sizeof(out))
	out.low, out.high, out.mean = (*C.double)(a.take(8*n)), (*C.double)(a.take(8*n)), (*C.double)(a.take(8*n))
	out.done, out.grade = (*C.int64_t)(a.take(8*n)), (*C.int32_t)(a.take(4*n))
	begin, end := period.numbers()
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_forecast(c, e.c, begin, end, C.int64_t(n), at[C.int64_t](reps), nil, &out)
	})
	runtime.KeepAlive(e)
	if err != nil {
		return nil, err
	}
	low, high, mean := unsafe.Slice(out.low, n), unsafe.Slice(out.high, n), unsafe.Slice(out.mean, n)
	done, grade := unsafe.Slice(out.done, n), unsafe.Slice(out.grade, n)
	made := make([]Forecast, n)
	for i := range made {
		made[i] = Forecast{float64(low[i]), float64(high[i]), float64(mean[i]), int64(done[i]), Grade(grade[i])}
	}
	return made, nil
}

// ---- allocation ----------------------------------------------------------------------------------------------------

// NoCap is the cap of somebody without one.
const NoCap = 1<<63 - 1

// Bound holds a rep's quota between Floor and Cap.
type Bound struct{ Rep, Floor, Cap int64 }

// Quota is a rep's share of the total.
type Quota struct {
	Rep, Amount int64
	Chance      float64
}

// Allocation is a total split into whole quotas; immutable.
type Allocation struct {
	room int
	c    *C.attain_allocation
}

// Allocate splits the total so that everybody has the same chance, within the bounds.
func (e *Estimator) Allocate(period Period, total int64, bounds ...Bound) (*Allocation, error) {
	var a arena
	defer a.free()
	args := C.attain_allocate_args{n_bounds: C.int64_t(len(bounds)),
		bound_rep:   a.int64s(len(bounds), func(i int) int64 { return bounds[i].Rep }),
		bound_floor: a.int64s(len(bounds), func(i int) int64 { return bounds[i].Floor }),
		bound_cap:   a.int64s(len(bounds), func(i int) int64 { return bounds[i].Cap })}
	args.struct_size = C.uint32_t(unsafe.Sizeof(args))
	begin, end := period.numbers()
	split := &Allocation{room: len(e.team.Reps)}
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_allocate(c, e.c, begin, end, C.int64_t(total), &args, &split.c)
	})
	runtime.KeepAlive(e)
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(split, (*Allocation).Close)
	return split, nil
}

// Close frees the allocation early.
func (s *Allocation) Close() { C.attain_allocation_free(s.c); s.c = nil }

// Gap is 0 when feasible; below 0: the floors exceed the total; above 0: the caps fall short of it.
func (s *Allocation) Gap() (int64, error) {
	var gap C.int64_t
	err := call(func(c *C.attain_context) C.attain_status { return C.attain_allocation_gap(c, s.c, &gap) })
	runtime.KeepAlive(s)
	return int64(gap), err
}

// Quotas in the order of rep ids.
func (s *Allocation) Quotas() ([]Quota, error) {
	rep, amount, chance := make([]int64, s.room), make([]int64, s.room), make([]float64, s.room)
	var needed C.int64_t
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_allocation_quotas(c, s.c, C.int64_t(s.room), at[C.int64_t](rep), at[C.int64_t](amount),
			at[C.double](chance), &needed)
	})
	runtime.KeepAlive(s)
	quotas := make([]Quota, needed)
	for i := range quotas {
		quotas[i] = Quota{rep[i], amount[i], chance[i]}
	}
	return quotas, err
}

// ---- plan ----------------------------------------------------------------------------------------------------------

// Verdict on a letter of SMART.
type Verdict int32

func (v Verdict) String() string { return [...]string{"pass", "warn", "fail"}[v] }

// Finding is what the audit says of one letter.
type Finding struct {
	Letter  byte
	Verdict Verdict
	Figure  float64
	Reason  string
}

// Plan holds the goals of a team for a period; immutable.
type Plan struct {
	Period Period
	c      *C.attain_plan
}

// Plan makes goals from an allocation of the period.
func (e *Estimator) Plan(period Period, split *Allocation) (*Plan, error) {
	begin, end := period.numbers()
	p := &Plan{Period: period}
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_plan_new(c, e.c, begin, end, split.c, &p.c)
	})
	runtime.KeepAlive(e)
	runtime.KeepAlive(split)
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(p, (*Plan).Close)
	return p, nil
}

// PlanFromBytes is the plan again, in any process; the team says when its reps work.
func PlanFromBytes(team *Team, bytes []byte) (*Plan, error) {
	p := &Plan{}
	figures := C.attain_plan_figures{struct_size: C.uint32_t(unsafe.Sizeof(C.attain_plan_figures{}))}
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_plan_decode(c, team.c, at[C.uint8_t](bytes), C.int64_t(len(bytes)), &p.c)
	})
	runtime.KeepAlive(team)
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(p, (*Plan).Close)
	err = call(func(c *C.attain_context) C.attain_status { return C.attain_plan_summary(c, p.c, &figures) })
	p.Period = Period{Day(int32(figures.begin)), Day(int32(figures.end))}
	return p, err
}

// Bytes is everything the plan knows, to store until its period is over.
func (p *Plan) Bytes() ([]byte, error) {
	var needed C.int64_t
	err := call(func(c *C.attain_context) C.attain_status { return C.attain_plan_encode(c, p.c, 0, nil, &needed) })
	if refused, ok := err.(*Error); !ok || refused.Status != C.ATTAIN_E_BUFFER_TOO_SMALL { // capacity 0 asks how many
		return nil, err
	}
	bytes := make([]byte, int(needed))
	err = call(func(c *C.attain_context) C.attain_status {
		return C.attain_plan_encode(c, p.c, needed, at[C.uint8_t](bytes), &needed)
	})
	runtime.KeepAlive(p)
	return bytes, err
}

// Close frees the plan early.
func (p *Plan) Close() { C.attain_plan_free(p.c); p.c = nil }

// Team is the team's number, and the chance that its total reaches it.
func (p *Plan) Team() (total int64, chance float64, err error) {
	var t C.int64_t
	var x C.double
	err = call(func(c *C.attain_context) C.attain_status { return C.attain_plan_team(c, p.c, &t, &x) })
	runtime.KeepAlive(p)
	return int64(t), float64(x), err
}

// Days are a rep's whole targets by day; they sum to the quota.
func (p *Plan) Days(rep int64) (map[time.Time]int64, error) {
	begin, end := p.Period.numbers()
	room := int(end - begin)
	day, amount := make([]int32, room), make([]int64, room)
	var needed C.int64_t
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_plan_days(c, p.c, C.int64_t(rep), C.int64_t(room), at[C.int32_t](day), at[C.int64_t](amount), &needed)
	})
	runtime.KeepAlive(p)
	days := make(map[time.Time]int64)
	for i := 0; i < int(needed); i++ {
		days[Day(day[i])] = amount[i]
	}
	return days, err
}

// Audit has five findings, for S, M, A, R and T.
func (p *Plan) Audit(rep int64) (findings [5]Finding, err error) {
	for i := 0; i < 5 && err == nil; i++ {
		findings[i], err = p.finding(rep, i, 256)
	}
	return findings, err
}

func (p *Plan) finding(rep int64, question, room int) (Finding, error) {
	var verdict C.int32_t
	var figure C.double
	var needed C.int64_t
	reason := make([]byte, room)
	err := call(func(c *C.attain_context) C.attain_status {
		return C.attain_plan_verdict(c, p.c, C.int64_t(rep), C.int32_t(question), &verdict, &figure, at[C.char](reason),
			C.int64_t(room), &needed)
	})
	runtime.KeepAlive(p)
	if refused, ok := err.(*Error); ok && refused.Status == C.ATTAIN_E_BUFFER_TOO_SMALL {
		return p.finding(rep, question, int(needed))
	}
	if err != nil {
		return Finding{}, err
	}
	return Finding{"SMART"[question], Verdict(verdict), float64(figure), string(reason[:needed-1])}, nil
}
