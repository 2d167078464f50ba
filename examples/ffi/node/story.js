// The story in Node: load the bundled team of four, plan December for 120 meetings, show who should do what and why,
// and how a typing error is refused.
import { readFileSync } from "node:fs";
import { AttainError, Estimator, Ledger, Period, Plan, Team, iso, percent } from "./attain.js";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** The rows of a CSV file as objects; the data have no quotes. */
function rows(path) {
    const [header, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/).map((line) => line.split(","));
    return lines.map((fields) => Object.fromEntries(header.map((name, i) => [name, fields[i]])));
}

function loadTeam(folder) {
    const people = rows(`${folder}/reps.csv`);
    const reps = people.map(({ id, name, role, hired, ramp }) => ({
        id: Number(id), name, role, hired: new Date(hired),
        ramp: ramp.split("/").filter(Boolean).map((share) => Number(share) / 100),
    }));
    const closed = rows(`${folder}/holidays.csv`).map(({ date }) => new Date(date));
    const absences = rows(`${folder}/absences.csv`).map(({ rep, first_day, last_day }) =>
        ({ rep: Number(rep), first: new Date(first_day), last: new Date(last_day) }));
    return new Team(people[0].team, reps, closed, absences);
}

function loadFacts(folder, metric) {
    const facts = rows(`${folder}/activity.csv`).filter((row) => row.metric === metric.name);
    const ledger = new Ledger();
    ledger.record(metric, {
        reps: facts.map(({ rep }) => Number(rep)),
        days: facts.map(({ date }) => new Date(date)),
        quantities: facts.map(({ quantity }) => Number(quantity)),
        channels: facts.map(({ channel }) => ledger.channel(channel)),
    });
    return ledger;
}

function printLine(who, quota, chance, range, grade, days) {
    const cells = days.map((day) => `  ${String(day).padStart(6)}`).join("");
    console.log(`  ${who.padEnd(6)} ${String(quota).padStart(5)}  ${chance.padStart(6)}  ${range.padStart(10)}  ` +
        grade.padEnd(8) + cells);
}

function printTable(team, estimator, split, plan) {
    const quotas = split.quotas();
    const forecasts = estimator.forecasts(plan.period, quotas.map(({ rep }) => rep));
    const days = new Map(quotas.map(({ rep }) => [rep, new Map(plan.days(rep).map(({ day, amount }) => [iso(day), amount]))]));
    const first = [...new Set([...days.values()].flatMap((each) => [...each.keys()]))].sort().slice(0, 5);
    printLine("", "quota", "chance", "80 % range", "evidence", first.map((day) =>
        `${WEEKDAYS[new Date(day).getUTCDay()]} ${String(new Date(day).getUTCDate()).padStart(2)}`));
    for (const { rep, amount, chance } of quotas) {
        const { low, high, grade } = forecasts.get(rep);
        printLine(team.reps.get(rep).name, amount, percent(chance), `${Math.round(low)} - ${Math.round(high)}`, grade,
            first.map((day) => days.get(rep).get(day) ?? 0));
    }
    const whole = plan.team();
    printLine("team", whole.total, percent(whole.chance), "", "", first.map((day) =>
        [...days.values()].reduce((sum, each) => sum + (each.get(day) ?? 0), 0)));
}

function printReasons(team, split, plan) {
    for (const { rep, amount } of split.quotas()) {
        console.log(`\n${team.reps.get(rep).name}: ${amount} by ${iso(plan.period.last)}`);
        for (const { letter, verdict, reason } of plan.audit(rep)) console.log(`  ${letter}  ${verdict}  ${reason}`);
    }
}

function printRefusal(ledger, metric) {
    try {
        ledger.record(metric, { reps: [101, 102], days: [new Date("2026-11-30"), new Date("1026-12-01")] });
    } catch (e) {
        if (!(e instanceof AttainError)) throw e;
        console.log("\nA fact dated 1026-12-01 is refused, and nothing is recorded:");
        console.log(`  ${e.code}: ${e.argument}, row ${e.row}: ${e.reason}`);
    }
}

const folder = process.argv[2] ?? "examples/data/team_of_four";
const meetings = { name: "meetings booked", id: 1 };
const team = loadTeam(folder);
const facts = loadFacts(folder, meetings);
const december = Period.parse("2026-12");

const estimator = new Estimator(team, meetings, facts, new Date("2026-11-30"));
const split = estimator.allocate(december, 120);
const stored = estimator.plan(december, split).toBytes(); // what a CRM keeps until the period is over
const plan = Plan.fromBytes(team, stored);

console.log(`${team.name}: ${plan.team().total} ${meetings.name} in December 2026, known up to 2026-11-30\n`);
printTable(team, estimator, split, plan);
printReasons(team, split, plan);
printRefusal(facts, meetings);
