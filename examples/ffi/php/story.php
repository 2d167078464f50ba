<?php
// The story in PHP: load the bundled team of four, plan December for 120 meetings, show who should do what and why,
// and how a typing error is refused.
declare(strict_types=1);

require __DIR__ . '/attain.php';

use Attain\{Absence, Allocation, Error, Estimator, Ledger, Metric, Period, Plan, Rep, Team};
use function Attain\percent;

/** @return Generator<array<string, string>> */
function rows(string $path): Generator
{
    $file = fopen($path, 'r') ?: throw new RuntimeException("cannot read $path");
    $header = fgetcsv($file);
    while ($row = fgetcsv($file)) {
        yield array_combine($header, $row);
    }
}

function date_of(string $iso): DateTimeImmutable
{
    return new DateTimeImmutable($iso, new DateTimeZone('UTC'));
}

function load_team(string $folder): Team
{
    $reps = $closed = $absences = [];
    $name = '';
    foreach (rows("$folder/reps.csv") as $row) {
        $ramp = array_map(fn(string $share) => (int) $share / 100, array_filter(explode('/', $row['ramp'])));
        $reps[] = new Rep((int) $row['id'], $row['name'], $row['role'], date_of($row['hired']), $ramp);
        $name = $row['team'];
    }
    foreach (rows("$folder/holidays.csv") as $row) {
        $closed[] = date_of($row['date']);
    }
    foreach (rows("$folder/absences.csv") as $row) {
        $absences[] = new Absence((int) $row['rep'], date_of($row['first_day']), date_of($row['last_day']));
    }
    return new Team($name, $reps, $closed, $absences);
}

function load_facts(string $folder, Metric $metric): Ledger
{
    $ledger = new Ledger();
    $reps = $days = $quantities = $channels = [];
    foreach (rows("$folder/activity.csv") as $row) {
        if ($row['metric'] === $metric->name) {
            $reps[] = (int) $row['rep'];
            $days[] = date_of($row['date']);
            $quantities[] = (int) $row['quantity'];
            $channels[] = $ledger->channel($row['channel']);
        }
    }
    $ledger->record($metric, $reps, $days, $quantities, $channels);
    return $ledger;
}

function print_line(string $who, int|string $quota, string $chance, string $range, string $grade, array $days): void
{
    printf('  %-6s %5s  %6s  %10s  %-8s', $who, $quota, $chance, $range, $grade);
    array_map(fn(int|string $day) => printf('  %6s', $day), $days);
    echo "\n";
}

function print_table(Team $team, Estimator $estimator, Allocation $split, Plan $plan): void
{
    $quotas = $split->quotas();
    $forecasts = $estimator->forecasts($plan->period, array_keys($quotas));
    $days = array_map(fn(int $rep) => $plan->days($rep), array_combine(array_keys($quotas), array_keys($quotas)));
    $first = array_keys(array_merge(...$days));
    sort($first);
    $first = array_slice($first, 0, 5);
    $weekday = fn(string $day) => ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][(int) date_of($day)->format('w')];
    print_line('', 'quota', 'chance', '80 % range', 'evidence',
        array_map(fn(string $d) => sprintf('%s %2d', $weekday($d), substr($d, 8)), $first));
    foreach ($quotas as $rep => $quota) {
        print_line($team->reps[$rep]->name, $quota['amount'], percent($quota['chance']),
            sprintf('%d - %d', round($forecasts[$rep]['low']), round($forecasts[$rep]['high'])), $forecasts[$rep]['grade'],
            array_map(fn(string $d) => $days[$rep][$d] ?? 0, $first));
    }
    $whole = $plan->team();
    print_line('team', $whole['total'], percent($whole['chance']), '', '',
        array_map(fn(string $d) => array_sum(array_column($days, $d)), $first));
}

function print_reasons(Team $team, Allocation $split, Plan $plan): void
{
    foreach ($split->quotas() as $rep => $quota) {
        printf("\n%s: %d by %s\n", $team->reps[$rep]->name, $quota['amount'], $plan->period->last()->format('Y-m-d'));
        foreach ($plan->audit($rep) as $letter => $finding) {
            echo "  $letter  {$finding['verdict']}  {$finding['reason']}\n";
        }
    }
}

function print_refusal(Ledger $ledger, Metric $metric): void
{
    try {
        $ledger->record($metric, [101, 102], [date_of('2026-11-30'), date_of('1026-12-01')]);
    } catch (Error $e) {
        echo "\nA fact dated 1026-12-01 is refused, and nothing is recorded:\n";
        echo "  $e->name: $e->argument, row $e->row: $e->reason\n";
    }
}

$folder = $argv[1] ?? 'examples/data/team_of_four';
$meetings = new Metric('meetings booked');
$team = load_team($folder);
$facts = load_facts($folder, $meetings);
$december = Period::parse('2026-12');

$estimator = new Estimator($team, $meetings, $facts, date_of('2026-11-30'));
$split = $estimator->allocate($december, 120);
$stored = $estimator->plan($december, $split)->toBytes(); // what a CRM keeps until the period is over
$plan = Plan::fromBytes($team, $stored);

printf("%s: %d %s in December 2026, known up to 2026-11-30\n\n", $team->name, $plan->team()['total'], $meetings->name);
print_table($team, $estimator, $split, $plan);
print_reasons($team, $split, $plan);
print_refusal($facts, $meetings);
