// attain for Node: sales goals people can reach, that add up to the number you need.
//
// Built on koffi. Days are Date at midnight UTC (what new Date("2026-12-07") gives), refusals throw AttainError
// with code ("out_of_range"), argument, row and reason. Handles are freed with the object, or early by close().
// Columns may be typed arrays (BigInt64Array, Int32Array), which are handed over as they are.
import koffi from "koffi";

const lib = koffi.load(process.env.ATTAIN_LIBRARY ?? "libattain.so.1");

export const GRADES = ["unknown", "prior only", "thin", "fair", "solid"];
const VERDICTS = ["pass", "warn", "fail"];
const NULL_DAY = -2147483648;
const NO_CAP = 9223372036854775807n;
const MS_PER_DAY = 86_400_000;

// ---- the structs and functions of attain.h -----------------------------------------------------------------

for (const handle of ["context", "team", "ledger", "estimator", "allocation", "plan"]) koffi.opaque(`attain_${handle}`);

const ErrorRecord = koffi.struct("attain_error", {
    struct_size: "uint32_t", status: "int32_t", row: "int64_t",
    argument: koffi.array("char", 64), message: koffi.array("char", 256),
});
const TeamArgs = koffi.struct("attain_team_args", {
    struct_size: "uint32_t", reserved: "uint32_t", name: "const char*", n_reps: "int64_t", rep_id: "int64_t*",
    rep_name: "const char**", rep_role: "const char**", hired: "int32_t*", joined: "int32_t*", left: "int32_t*",
    fte: "double*", ramp_offsets: "int64_t*", n_ramp_shares: "int64_t", ramp_share: "double*",
    weekday_share: "double*", n_closed: "int64_t", closed_day: "int32_t*", n_absences: "int64_t", absence_rep: "int64_t*", absence_begin: "int32_t*",
    absence_end: "int32_t*", absence_share: "double*",
});
const MetricStruct = koffi.struct("attain_metric", {
    struct_size: "uint32_t", kind: "int32_t", exponent: "int32_t", reserved: "int32_t", metric_id: "int64_t",
    name: "const char*",
});
const ForecastColumns = koffi.struct("attain_forecast_columns", {
    struct_size: "uint32_t", reserved: "uint32_t", probability: "double*", mean: "double*", low: "double*",
    median: "double*", high: "double*", done: "int64_t*", grade: "int32_t*", effective_days: "double*",
    prior_weight: "double*", variance: "double*", within: "double*", nothing_more: "double*", working_time: "int64_t*",
    reasons: "uint32_t*", largest_day: "int32_t*", largest_quantity: "int64_t*", largest_share: "double*",
    probability_without_largest: "double*", n_levels: "int64_t", level: "double*", quantile: "double*",
    n_chances: "int64_t", chance: "double*", target_for: "int64_t*", grid_size: "int32_t", reserved2: "int32_t",
    knots: "double*", knots_error: "double*",
});
const AllocateArgs = koffi.struct("attain_allocate_args", {
    struct_size: "uint32_t", policy: "int32_t", n_bounds: "int64_t", bound_rep: "int64_t*", bound_floor: "int64_t*",
    bound_cap: "int64_t*",
});
const PlanFigures = koffi.struct("attain_plan_figures", { // as much of it as is read here
    struct_size: "uint32_t", as_of: "int32_t", begin: "int32_t", end: "int32_t",
});

const declare = (signature) => lib.func(signature);
const statusName = declare("const char* attain_status_name(int32_t status)");
const contextNew = declare("int32_t attain_context_new(_Out_ attain_context** out)");
const contextError = declare("int32_t attain_context_error(attain_context* context, _Inout_ attain_error* out)");
const periodParse = declare("int32_t attain_period_parse(attain_context* context, const char* text, int64_t length, " +
    "int32_t* begin, int32_t* end)");
const teamNew = declare("int32_t attain_team_new(attain_context* context, attain_team_args* args, " +
    "_Out_ attain_team** out)");
const ledgerNew = declare("int32_t attain_ledger_new(attain_context* context, _Out_ attain_ledger** out)");
const ledgerChannel = declare("int32_t attain_ledger_channel(attain_context* context, attain_ledger* ledger, " +
    "const char* name, int64_t length, int64_t* channel)");
const ledgerRecord = declare("int32_t attain_ledger_record(attain_context* context, attain_ledger* ledger, " +
    "int64_t metric_id, int64_t n, int64_t* rep_id, int32_t* day, int64_t* quantity, int64_t* channel)");
const estimatorNew = declare("int32_t attain_estimator_new(attain_context* context, attain_team* team, " +
    "attain_metric* metric, attain_ledger* facts, int32_t as_of, _Out_ attain_estimator** out)");
const forecast = declare("int32_t attain_forecast(attain_context* context, attain_estimator* estimator, " +
    "int32_t begin, int32_t end, int64_t n, int64_t* rep_id, int64_t* target, attain_forecast_columns* out)");
const allocate = declare("int32_t attain_allocate(attain_context* context, attain_estimator* estimator, " +
    "int32_t begin, int32_t end, int64_t total, attain_allocate_args* args, _Out_ attain_allocation** out)");
const allocateColumns = declare("int32_t attain_allocate_columns(attain_context* context, int64_t n, int64_t* rep_id, " +
    "int32_t grid_size, double* knots, int64_t total, attain_allocate_args* args, _Out_ attain_allocation** out)");
const allocationGap = declare("int32_t attain_allocation_gap(attain_context* context, " +
    "attain_allocation* allocation, int64_t* gap)");
const allocationQuotas = declare("int32_t attain_allocation_quotas(attain_context* context, " +
    "attain_allocation* allocation, int64_t capacity, int64_t* rep_id, int64_t* amount, double* probability, " +
    "int64_t* needed)");
const planNew = declare("int32_t attain_plan_new(attain_context* context, attain_estimator* estimator, " +
    "int32_t begin, int32_t end, attain_allocation* allocation, _Out_ attain_plan** out)");
const planEncode = declare("int32_t attain_plan_encode(attain_context* context, attain_plan* plan, int64_t capacity, " +
    "_Out_ uint8_t* bytes, int64_t* needed)");
const planDecode = declare("int32_t attain_plan_decode(attain_context* context, attain_team* team, uint8_t* bytes, " +
    "int64_t n_bytes, _Out_ attain_plan** out)");
const planSummary = declare("int32_t attain_plan_summary(attain_context* context, attain_plan* plan, " +
    "_Inout_ attain_plan_figures* out)");
const planTeam = declare("int32_t attain_plan_team(attain_context* context, attain_plan* plan, int64_t* total, " +
    "double* probability)");
const planDays = declare("int32_t attain_plan_days(attain_context* context, attain_plan* plan, int64_t rep_id, " +
    "int64_t capacity, int32_t* day, int64_t* amount, int64_t* needed)");
const planVerdict = declare("int32_t attain_plan_verdict(attain_context* context, attain_plan* plan, int64_t rep_id, " +
    "int32_t question, int32_t* verdict, double* figure, char* reason, int64_t capacity, int64_t* needed)");

// ---- errors, calls, handles --------------------------------------------------------------------------------

/** What the library refused: nothing was changed. */
export class AttainError extends Error {
    constructor(code, argument, row, reason) {
        super(`${code}: ${argument}${row === null ? "" : `, row ${row}`}: ${reason}`);
        Object.assign(this, { name: "AttainError", code, argument, row, reason });
    }
}

const made = [null];
contextNew(made);
const context = made[0]; // one for this thread: each worker that imports this module has its own

const sized = (type, fields = {}) => ({ ...empty(type), ...fields, struct_size: koffi.sizeof(type) });
const blanks = new Map();
function empty(type) { // every field of a struct, zero
    if (!blanks.has(type)) blanks.set(type, koffi.decode(Buffer.alloc(koffi.sizeof(type)), type));
    return blanks.get(type);
}

function call(native, ...args) {
    const status = native(context, ...args);
    if (status === 0) return;
    const e = sized(ErrorRecord);
    contextError(context, e);
    throw new AttainError(statusName(status), e.argument, e.row < 0 ? null : e.row, e.message);
}

const freed = new FinalizationRegistry(({ free, pointer }) => free(pointer));

class Handle {
    #pointer;
    #free;

    constructor(noun, native, ...args) {
        const out = [null];
        call(native, ...args, out);
        this.#pointer = out[0];
        this.#free = Handle.#frees[noun];
        freed.register(this, { free: this.#free, pointer: this.#pointer }, this);
    }

    static #frees = Object.fromEntries(["team", "ledger", "estimator", "allocation", "plan"].map((noun) =>
        [noun, declare(`void attain_${noun}_free(attain_${noun}* handle)`)]));

    /** The pointer for a call. */
    get native() {
        if (this.#pointer === null) throw new TypeError(`this ${this.constructor.name} is closed`);
        return this.#pointer;
    }

    close() {
        if (this.#pointer === null) return;
        freed.unregister(this);
        this.#free(this.#pointer);
        this.#pointer = null;
    }
}

// ---- days and columns --------------------------------------------------------------------------------------

/** Days since 1970-01-01; null or undefined is "not known". */
export function dayNumber(date) {
    if (date == null) return NULL_DAY;
    const number = Math.floor(date.getTime() / MS_PER_DAY);
    if (Number.isNaN(number)) throw new RangeError("not a day: an invalid Date");
    return number;
}
export const dayOf = (number) => new Date(number * MS_PER_DAY);
export const iso = (date) => date.toISOString().slice(0, 10);

/** BigInt refuses null and 2.7, but makes 0 of "" and 1 of true. */
function whole(value, row) {
    const digits = typeof value === "string" && /^-?[0-9]+$/.test(value);
    if (typeof value !== "bigint" && !Number.isSafeInteger(value) && !digits) throw new RangeError(`row ${row}: ${value} is not a whole number`);
    return BigInt(value);
}
const ids = (values) => (values == null || ArrayBuffer.isView(values) ? values ?? null : BigInt64Array.from(values, whole));
const days = (values) => (ArrayBuffer.isView(values) ? values : Int32Array.from(values, dayNumber));
const reals = (values) => Float64Array.from(values);

/** "63 %", and never 0 % or 100 % from rounding. */
export function percent(p) {
    if (p > 0 && p < 0.01) return "< 1 %";
    if (p > 0.99 && p < 1) return "> 99 %";
    return `${Math.floor(100 * p + 0.5)} %`;
}

/** From begin up to, not including, end. */
export class Period {
    constructor(begin, end) {
        Object.assign(this, { begin, end });
    }

    /** 2026-12, 2026-W49, 2026-Q4, 2026, a day, or two days joined by a slash. */
    static parse(text) {
        const [begin, end] = [new Int32Array(1), new Int32Array(1)];
        call(periodParse, text, -1, begin, end);
        return new Period(dayOf(begin[0]), dayOf(end[0]));
    }

    get last() {
        return new Date(this.end.getTime() - MS_PER_DAY);
    }

    get numbers() {
        return [dayNumber(this.begin), dayNumber(this.end)];
    }
}

// ---- what a caller sees ------------------------------------------------------------------------------------

/** metric: { name, id, exponent }: exponent 0 for whole numbers, 2 for amounts in cents (as integers). */
const metricStruct = ({ name, id = 1, exponent = 0 }) =>
    sized(MetricStruct, { kind: exponent > 0 ? 1 : 0, exponent, metric_id: id, name });

export class Team extends Handle {
    /**
     * reps: { id, name, role, hired, joined, left, fte, ramp: [0.25, 0.5] }; closed: days off for everybody;
     * absences: { rep, first, last, share }, away on both days.
     */
    constructor(name, reps, closed = [], absences = []) {
        const offsets = [0];
        for (const { ramp = [] } of reps) offsets.push(offsets.at(-1) + ramp.length);
        super("team", teamNew, sized(TeamArgs, {
            name,
            n_reps: reps.length,
            rep_id: ids(reps.map((rep) => rep.id)),
            rep_name: reps.map((rep) => rep.name ?? ""),
            rep_role: reps.map((rep) => rep.role ?? ""),
            hired: days(reps.map((rep) => rep.hired)),
            joined: days(reps.map((rep) => rep.joined)),
            left: days(reps.map((rep) => rep.left)),
            fte: reals(reps.map((rep) => rep.fte ?? 1)),
            ramp_offsets: ids(offsets),
            n_ramp_shares: offsets.at(-1),
            ramp_share: reals(reps.flatMap((rep) => rep.ramp ?? [])),
            n_closed: closed.length,
            closed_day: days(closed),
            n_absences: absences.length,
            absence_rep: ids(absences.map((away) => away.rep)),
            absence_begin: days(absences.map((away) => away.first)),
            absence_end: Int32Array.from(absences, (away) => dayNumber(away.last) + 1),
            absence_share: reals(absences.map((away) => away.share ?? 1)),
        }));
        this.name = name;
        this.reps = new Map(reps.map((rep) => [rep.id, rep]));
    }
}

/** The dated facts. */
export class Ledger extends Handle {
    constructor() {
        super("ledger", ledgerNew);
    }

    /** The number of a channel, the same for the same name. */
    channel(name) {
        const number = new BigInt64Array(1);
        call(ledgerChannel, this.native, name, -1, number);
        return Number(number[0]);
    }

    /** Adds one fact a row, all or, on any error, none. */
    record(metric, { reps, days: dates, quantities, channels }) {
        for (const [what, column] of Object.entries({ days: dates, quantities, channels }))
            if (column && column.length !== reps.length) throw new RangeError(`${what} has another length than reps`);
        call(ledgerRecord, this.native, metric.id ?? 1, reps.length, ids(reps), days(dates), ids(quantities),
            ids(channels));
    }
}

/** The facts of a team up to and with the day asOf, understood. */
export class Estimator extends Handle {
    constructor(team, metric, facts, asOf) {
        super("estimator", estimatorNew, team.native, metricStruct(metric), facts.native, dayNumber(asOf));
        this.team = team;
    }

    /** A Map by rep: { low, high, mean, done, grade }, the range that holds the total with 80 %. */
    forecasts(period, reps) {
        const n = reps.length;
        const columns = { low: new Float64Array(n), high: new Float64Array(n), mean: new Float64Array(n),
            done: new BigInt64Array(n), grade: new Int32Array(n) };
        call(forecast, this.native, ...period.numbers, n, ids(reps), null, sized(ForecastColumns, columns));
        return new Map(reps.map((rep, i) => [rep, { low: columns.low[i], high: columns.high[i], mean: columns.mean[i],
            done: Number(columns.done[i]), grade: GRADES[columns.grade[i]] }]));
    }

    /** bounds: { rep, floor, cap } for those who have one. */
    allocate(period, total, bounds = []) {
        return new Allocation(this.team.reps.size, allocate, this.native, ...period.numbers, total, sized(AllocateArgs, {
            n_bounds: bounds.length,
            bound_rep: ids(bounds.map((bound) => bound.rep)),
            bound_floor: ids(bounds.map((bound) => bound.floor ?? 0)),
            bound_cap: ids(bounds.map((bound) => bound.cap ?? NO_CAP)),
        }));
    }

    /**
     * The same chance for all, from every forecast's 33 knots instead of its exact tails: many times as fast, for pages
     * that ask at every key press. Chances are good to 0.0025. Who has no knots (no working time) has no quota.
     */
    allocateOnGrid(period, total) {
        const grid = 33;
        const everybody = [...this.team.reps.keys()];
        const knots = new Float64Array(everybody.length * grid);
        call(forecast, this.native, ...period.numbers, everybody.length, ids(everybody), null,
            sized(ForecastColumns, { grid_size: grid, knots }));
        const known = everybody.filter((_, i) => !Number.isNaN(knots[i * grid]));
        const rows = knots.filter((_, j) => !Number.isNaN(knots[j - (j % grid)]));
        return new Allocation(everybody.length, allocateColumns, known.length, ids(known), grid, rows, total,
            sized(AllocateArgs));
    }

    plan(period, allocation) {
        return new Plan(period, planNew, this.native, ...period.numbers, allocation.native);
    }
}

/** A total split into whole quotas. */
export class Allocation extends Handle {
    constructor(room, native, ...args) {
        super("allocation", native, ...args);
        this.room = room;
    }

    /** 0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it. */
    get gap() {
        const gap = new BigInt64Array(1);
        call(allocationGap, this.native, gap);
        return Number(gap[0]);
    }

    /** { rep, amount, chance } in the order of rep ids. */
    quotas() {
        const [rep, amount] = [new BigInt64Array(this.room), new BigInt64Array(this.room)];
        const [chance, needed] = [new Float64Array(this.room), new BigInt64Array(1)];
        call(allocationQuotas, this.native, this.room, rep, amount, chance, needed);
        return Array.from({ length: Number(needed[0]) }, (_, i) =>
            ({ rep: Number(rep[i]), amount: Number(amount[i]), chance: chance[i] }));
    }
}

/** The goals of a team for a period. */
export class Plan extends Handle {
    constructor(period, native, ...args) {
        super("plan", native, ...args);
        this.period = period;
    }

    /** Everything the plan knows, to store until its period is over. */
    toBytes() {
        const needed = new BigInt64Array(1);
        try {
            call(planEncode, this.native, 0, null, needed);
        } catch (e) {
            if (e.code !== "buffer_too_small") throw e; // capacity 0 asks how many
        }
        const bytes = new Uint8Array(Number(needed[0]));
        call(planEncode, this.native, bytes.length, bytes, needed);
        return bytes;
    }

    /** The plan again, in any process; team says when its reps work. */
    static fromBytes(team, bytes) {
        const plan = new Plan(null, planDecode, team.native, bytes, bytes.length);
        const figures = sized(PlanFigures);
        call(planSummary, plan.native, figures);
        plan.period = new Period(dayOf(figures.begin), dayOf(figures.end));
        return plan;
    }

    team() {
        const [total, chance] = [new BigInt64Array(1), new Float64Array(1)];
        call(planTeam, this.native, total, chance);
        return { total: Number(total[0]), chance: chance[0] };
    }

    /** Whole targets that sum to the quota: { day, amount } for each day with working time. */
    days(rep) {
        const [begin, end] = this.period.numbers;
        const [day, amount, needed] = [new Int32Array(end - begin), new BigInt64Array(end - begin), new BigInt64Array(1)];
        call(planDays, this.native, rep, end - begin, day, amount, needed);
        return Array.from({ length: Number(needed[0]) }, (_, i) => ({ day: dayOf(day[i]), amount: Number(amount[i]) }));
    }

    /** Five findings { letter, verdict, figure, reason }, for S, M, A, R, T. */
    audit(rep) {
        const [verdict, figure, needed] = [new Int32Array(1), new Float64Array(1), new BigInt64Array(1)];
        let text = Buffer.alloc(256);
        const ask = (question) => call(planVerdict, this.native, rep, question, verdict, figure, text, text.length, needed);
        return [..."SMART"].map((letter, question) => {
            try {
                ask(question);
            } catch (e) {
                if (e.code !== "buffer_too_small") throw e;
                text = Buffer.alloc(Number(needed[0]));
                ask(question);
            }
            return { letter, verdict: VERDICTS[verdict[0]], figure: figure[0],
                reason: text.toString("utf8", 0, text.indexOf(0)) };
        });
    }
}
