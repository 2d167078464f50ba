//! The story in Rust: load the bundled team of four, plan December for 120 meetings, show who should do what and why,
//! and how a typing error is refused.

mod attain;

use attain::{percent, Absence, Allocation, Day, Estimator, Facts, Ledger, Metric, Plan, Rep, Team};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fmt::Display;
use std::fs;

type Row = HashMap<String, String>;

/// The rows of a CSV file by column name; the data have no quotes.
fn rows(folder: &str, name: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = fs::read_to_string(format!("{folder}/{name}"))?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().ok_or("an empty file")?.split(',').collect();
    let row = |line: &str| header.iter().zip(line.split(',')).map(|(k, v)| (k.to_string(), v.to_string())).collect();
    Ok(lines.map(row).collect())
}

fn load_team(folder: &str) -> Result<Team, Box<dyn Error>> {
    let people = rows(folder, "reps.csv")?;
    let mut reps = Vec::new();
    for row in &people {
        let ramp = row["ramp"].split('/').filter_map(|share| share.parse::<f64>().ok()).map(|share| share / 100.0);
        reps.push(Rep {
            id: row["id"].parse()?,
            name: row["name"].clone(),
            role: row["role"].clone(),
            hired: Some(row["hired"].parse()?),
            left: None,
            fte: 1.0,
            ramp: ramp.collect(),
        });
    }
    let mut closed = Vec::new();
    for row in rows(folder, "holidays.csv")? {
        closed.push(row["date"].parse()?);
    }
    let mut absences = Vec::new();
    for row in rows(folder, "absences.csv")? {
        let (first, last): (Day, Day) = (row["first_day"].parse()?, row["last_day"].parse()?);
        absences.push(Absence { rep: row["rep"].parse()?, days: first..Day(last.0 + 1), share: 1.0 });
    }
    Ok(Team::new(&people[0]["team"], reps, &closed, &absences)?)
}

fn load_facts(folder: &str, metric: &Metric) -> Result<Ledger, Box<dyn Error>> {
    let mut ledger = Ledger::new()?;
    let (mut facts, mut quantities, mut channels) = (Facts::default(), Vec::new(), Vec::new());
    for row in rows(folder, "activity.csv")?.iter().filter(|row| row["metric"] == metric.name) {
        facts.reps.push(row["rep"].parse()?);
        facts.days.push(row["date"].parse::<Day>()?.0);
        quantities.push(row["quantity"].parse()?);
        channels.push(ledger.channel(&row["channel"])?);
    }
    facts.quantities = Some(quantities);
    facts.channels = Some(channels);
    ledger.record(metric, &facts)?;
    Ok(ledger)
}

fn print_line(who: &str, quota: impl Display, chance: &str, range: &str, grade: &str, days: &[String]) {
    let quota = quota.to_string();
    let cells: String = days.iter().map(|day| format!("  {day:>6}")).collect();
    println!("  {who:<6} {quota:>5}  {chance:>6}  {range:>10}  {grade:<8}{cells}");
}

fn name(team: &Team, rep: i64) -> &str {
    team.rep(rep).map_or("", |rep| &rep.name)
}

fn print_table(team: &Team, estimator: &Estimator, split: &Allocation, plan: &Plan) -> attain::Result<()> {
    let quotas = split.quotas()?;
    let reps: Vec<i64> = quotas.iter().map(|quota| quota.rep).collect();
    let forecasts = estimator.forecasts(&plan.period, &reps)?;
    let mut days: BTreeMap<i64, BTreeMap<Day, i64>> = BTreeMap::new();
    for rep in &reps {
        days.insert(*rep, plan.days(*rep)?.into_iter().collect());
    }
    let all: BTreeSet<Day> = days.values().flat_map(|each| each.keys().copied()).collect();
    let first: Vec<Day> = all.into_iter().take(5).collect();
    let cells = |of: &dyn Fn(&Day) -> String| first.iter().map(of).collect::<Vec<String>>();
    let amount = |rep: &i64, day: &Day| days[rep].get(day).copied().unwrap_or(0);

    let heads = cells(&|day| format!("{} {:>2}", day.weekday(), day.civil().2));
    print_line("", "quota", "chance", "80 % range", "evidence", &heads);
    for (quota, forecast) in quotas.iter().zip(&forecasts) {
        let range = format!("{:.0} - {:.0}", forecast.low, forecast.high);
        let targets = cells(&|day| amount(&quota.rep, day).to_string());
        print_line(name(team, quota.rep), quota.amount, &percent(quota.chance), &range, forecast.grade, &targets);
    }
    let (total, chance) = plan.team()?;
    let sums = cells(&|day| reps.iter().map(|rep| amount(rep, day)).sum::<i64>().to_string());
    print_line("team", total, &percent(chance), "", "", &sums);
    Ok(())
}

fn print_reasons(team: &Team, split: &Allocation, plan: &Plan) -> attain::Result<()> {
    for quota in split.quotas()? {
        println!("\n{}: {} by {}", name(team, quota.rep), quota.amount, Day(plan.period.end.0 - 1));
        for finding in plan.audit(quota.rep)? {
            println!("  {}  {}  {}", finding.letter, finding.verdict, finding.reason);
        }
    }
    Ok(())
}

fn print_refusal(ledger: &mut Ledger, metric: &Metric) {
    let days = vec![Day::new(2026, 11, 30).0, Day::new(1026, 12, 1).0];
    if let Err(e) = ledger.record(metric, &Facts { reps: vec![101, 102], days, ..Facts::default() }) {
        println!("\nA fact dated 1026-12-01 is refused, and nothing is recorded:");
        println!("  {}: {}, row {}: {}", e.name, e.argument, e.row.unwrap_or(-1), e.reason);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "examples/data/team_of_four".to_string());
    let meetings = Metric { name: "meetings booked".to_string(), id: 1, exponent: 0 };
    let team = load_team(&folder)?;
    let mut facts = load_facts(&folder, &meetings)?;
    let december = attain::period("2026-12")?;

    let estimator = Estimator::new(&team, &meetings, &facts, Day::new(2026, 11, 30))?;
    let split = estimator.allocate(&december, 120, &[])?;
    let stored = estimator.plan(&december, &split)?.to_bytes()?; // what a CRM keeps until the period is over
    let plan = Plan::from_bytes(&team, &stored)?;

    println!("{}: {} {} in December 2026, known up to 2026-11-30\n", team.name, plan.team()?.0, meetings.name);
    print_table(&team, &estimator, &split, &plan)?;
    print_reasons(&team, &split, &plan)?;
    print_refusal(&mut facts, &meetings);
    Ok(())
}
