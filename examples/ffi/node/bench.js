// How long a team of 30 takes to plan through Node, once the estimator exists.
//
// Timed, 50 times over: one allocate() and one plan() of the wrapper, that is attain_allocate and attain_plan_new with
// what koffi needs to call them. Not timed: making the estimator (shown for itself), reading the answers, freeing.
import { Estimator, Ledger, Period, Team, dayNumber, dayOf } from "./attain.js";

const [REPS, DAYS, ROUNDS] = [30, 365, 50];
const calls = { name: "calls", id: 1 };
const asOf = new Date("2026-11-30");
const reps = Array.from({ length: REPS }, (_, i) => ({ id: 1 + i, name: `Rep ${1 + i}`, hired: new Date("2024-01-01") }));
const rows = Array.from({ length: DAYS * REPS }, (_, i) => [i % REPS, Math.floor(i / REPS)]);
const ledger = new Ledger();
ledger.record(calls, {
    reps: rows.map(([rep]) => 1 + rep),
    days: rows.map(([, d]) => dayOf(dayNumber(asOf) - d)),
    quantities: rows.map(([rep, d]) => (7 * rep + 13 * d + ((d * d) % 11)) % 5),
});
const team = new Team("Thirty", reps);

const microseconds = (started) => Number(process.hrtime.bigint() - started) / 1000;
let started = process.hrtime.bigint();
const estimator = new Estimator(team, calls, ledger, asOf);
const understood = microseconds(started);

const december = Period.parse("2026-12");
const times = [];
for (let i = 0; i < ROUNDS; ++i) {
    started = process.hrtime.bigint();
    const split = estimator.allocate(december, 1300);
    const plan = estimator.plan(december, split);
    times.push(microseconds(started));
    if (plan.team().total !== 1300) throw new Error("another total");
    plan.close();
    split.close();
}
times.sort((a, b) => a - b);
console.log(`Node: a team of ${REPS} planned in ${times[0].toFixed(0)} us at best, ${times[ROUNDS / 2].toFixed(0)} us in ` +
    `the median of ${ROUNDS}; the estimator of ${rows.length} facts took ${(understood / 1000).toFixed(1)} ms`);
