// How long a team of 30 takes to plan through Node, once the estimator exists.
//
// Timed, 50 times over, each at its best: attain_forecast for everybody's knots with attain_allocate_columns
// (allocateOnGrid), then attain_plan_new (plan), with what koffi needs to call them; and attain_allocate, which looks at
// exact tails instead. Not timed: making the estimator (shown for itself), reading the answers, freeing.
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
const started = process.hrtime.bigint();
const estimator = new Estimator(team, calls, ledger, asOf);
const understood = microseconds(started);

function best(make) {
    const times = Array.from({ length: ROUNDS }, () => {
        const before = process.hrtime.bigint();
        const made = make();
        const took = microseconds(before);
        made.close();
        return took;
    });
    return Math.min(...times);
}

const december = Period.parse("2026-12");
const split = estimator.allocateOnGrid(december, 1300);
const grid = best(() => estimator.allocateOnGrid(december, 1300));
const plan = best(() => estimator.plan(december, split));
const exact = best(() => estimator.allocate(december, 1300));
const us = (x) => x.toFixed(0);
console.log(`Node: a team of ${REPS} in ${us(grid + plan)} us: allocated on the grid ${us(grid)}, planned ${us(plan)}; ` +
    `allocated by exact tails ${us(exact)} us; the estimator of ${rows.length} facts ${us(understood)} us`);
