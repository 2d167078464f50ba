import { Ledger } from "./attain.js";

const [metric, days] = [{ name: "calls" }, [new Date("2026-11-02"), new Date("2026-11-02")]];
for (const bad of [null, undefined, 2.7, "12abc", "", true, [], 2 ** 60]) {
    try {
        new Ledger().record(metric, { reps: [1, 1], days, quantities: [5, bad] });
        console.log("taken:", bad);
    } catch (refused) {
        if (!refused.message.includes("row 1")) console.log(refused.message);
    }
}
try {
    new Ledger().record(metric, { reps: [1], days: [new Date("soon")] });
    console.log("taken: an invalid Date");
} catch {}
new Ledger().record(metric, { reps: [1, 1], days, quantities: [5, "-12"] });
