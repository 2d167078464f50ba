<?php
// A CRM in PHP sets next month's goals and says every evening where they stand: people and activities come out of its
// database, goals and sentences go back into it.
//
// The database is SQLite in memory, filled from the bundled team of four; a real one differs in its queries alone.
declare(strict_types=1);

require __DIR__ . '/attain.php';

use Attain\{Absence, Error, Estimator, Ledger, Metric, Period, Plan, Progress, Rep, Team};

const SCHEMA = '
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, title TEXT, hired_on TEXT, ramp TEXT);
    CREATE TABLE leaves (user_id INTEGER, first_day TEXT, last_day TEXT);
    CREATE TABLE holidays (day TEXT);
    CREATE TABLE activities (id INTEGER PRIMARY KEY, user_id INTEGER, kind TEXT, channel TEXT, done_on TEXT,
                             quantity INTEGER);
    CREATE TABLE goals (user_id INTEGER, month TEXT, target INTEGER, chance REAL, reason TEXT,
                        PRIMARY KEY (user_id, month));
    CREATE TABLE plans (month TEXT PRIMARY KEY, plan BLOB);
    CREATE TABLE standings (user_id INTEGER, month TEXT, day TEXT, status TEXT, actual INTEGER, target INTEGER,
                            due INTEGER, chance REAL, sentence TEXT, PRIMARY KEY (user_id, month, day));
';

// embed: begin
function read_team(PDO $db): Team
{
    $reps = $absences = [];
    foreach ($db->query('SELECT * FROM users ORDER BY id') as $user) {
        $ramp = array_map(fn(string $share) => (int) $share / 100, array_filter(explode('/', $user['ramp'])));
        $reps[] = new Rep($user['id'], $user['name'], $user['title'], new DateTimeImmutable($user['hired_on']), $ramp);
    }
    foreach ($db->query('SELECT * FROM leaves') as $leave) {
        $absences[] = new Absence($leave['user_id'], new DateTimeImmutable($leave['first_day']),
            new DateTimeImmutable($leave['last_day']));
    }
    $closed = $db->query('SELECT day FROM holidays')->fetchAll(PDO::FETCH_COLUMN);
    return new Team('BDR East', $reps, array_map(fn(string $day) => new DateTimeImmutable($day), $closed), $absences);
}

function read_facts(PDO $db, Metric $metric): Ledger
{
    $query = $db->prepare('SELECT * FROM activities WHERE kind = ?');
    $query->execute([$metric->name]);
    $rows = $query->fetchAll();
    $ledger = new Ledger();
    try {
        $ledger->record($metric, array_column($rows, 'user_id'),
            array_map(fn(string $day) => new DateTimeImmutable($day), array_column($rows, 'done_on')),
            array_column($rows, 'quantity'), array_map($ledger->channel(...), array_column($rows, 'channel')));
    } catch (Error $e) { // say it in the CRM's words: which record, what is wrong
        throw $e->row === null ? $e
            : new DomainException("activity {$rows[$e->row]['id']}, $e->argument: $e->reason", 0, $e);
    }
    return $ledger;
}

/** Plans the month for the team's total, as known on the day before it, and stores a goal for everybody. */
function set_goals(PDO $db, Metric $metric, string $month, int $total): array
{
    $period = Period::parse($month);
    $asOf = $period->begin->modify('-1 day');
    $estimator = new Estimator(read_team($db), $metric, read_facts($db, $metric), $asOf);
    $split = $estimator->allocate($period, $total);
    if ($split->gap() !== 0) {
        throw new DomainException("the bounds miss the total by {$split->gap()}");
    }
    $plan = $estimator->plan($period, $split);
    $db->beginTransaction(); // everybody's goal, or nobody's
    $db->prepare('INSERT OR REPLACE INTO plans VALUES (?, ?)')->execute([$month, $plan->toBytes()]);
    $store = $db->prepare('INSERT OR REPLACE INTO goals VALUES (?, ?, ?, ?, ?)');
    foreach ($split->quotas() as $rep => $quota) {
        $store->execute([$rep, $month, $quota['amount'], $quota['chance'], $plan->audit($rep)['A']['reason']]);
    }
    $db->commit();
    return $plan->team();
}

/** What was stored the evening before, so that a status does not flip with every day; null on the first one. */
function last_standing(PDO $db, string $month, DateTimeImmutable $day): ?Progress
{
    $query = $db->prepare('SELECT * FROM standings WHERE month = :month AND
        day = (SELECT MAX(day) FROM standings WHERE month = :month AND day < :day)');
    $query->execute(['month' => $month, 'day' => $day->format('Y-m-d')]);
    $rows = array_column($query->fetchAll(), null, 'user_id');
    foreach ($rows as &$row) {
        $row['probability'] = $row['chance'] ?? NAN;
    }
    return $rows === [] ? null : Progress::restore(new DateTimeImmutable(reset($rows)['day']), $rows);
}

/** Stores where everybody stands at the end of the day, and returns what the team has done and its chance. */
function every_evening(PDO $db, Metric $metric, string $month, DateTimeImmutable $day): array
{
    [$team, $facts] = [read_team($db), read_facts($db, $metric)];
    $query = $db->prepare('SELECT plan FROM plans WHERE month = ?');
    $query->execute([$month]);
    [$now, $before] = [new Estimator($team, $metric, $facts, $day), last_standing($db, $month, $day)];
    $progress = Plan::fromBytes($team, $query->fetchColumn())->track($now, $facts, $before);
    $db->beginTransaction();
    $store = $db->prepare('INSERT OR REPLACE INTO standings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    foreach ($progress->goals() as $rep => $goal) {
        $store->execute([$rep, $month, $day->format('Y-m-d'), $goal['status'], $goal['actual'], $goal['target'],
            $goal['due'], is_nan($goal['probability']) ? null : $goal['probability'], $goal['sentence']]);
    }
    $db->commit();
    return $progress->team();
}
// embed: end

/** @return Generator<array<int, string>> */
function rows(string $path): Generator
{
    $file = fopen($path, 'r') ?: throw new RuntimeException("cannot read $path");
    fgetcsv($file);
    while ($row = fgetcsv($file)) {
        yield $row;
    }
}

function open_database(string $folder): PDO
{
    $db = new PDO('sqlite::memory:', null, null, [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
    $db->exec(SCHEMA);
    $db->beginTransaction();
    $insert = fn(string $into, array $row) => $db->prepare("INSERT INTO $into VALUES (" .
        implode(', ', array_fill(0, count($row), '?')) . ')')->execute($row);
    foreach (rows("$folder/reps.csv") as $row) {
        $insert('users', [$row[0], $row[1], $row[2], $row[4], $row[7]]);
    }
    foreach (rows("$folder/absences.csv") as $row) {
        $insert('leaves', $row);
    }
    foreach (rows("$folder/holidays.csv") as $row) {
        $insert('holidays', [$row[0]]);
    }
    foreach (rows("$folder/activity.csv") as $row) {
        $insert('activities (user_id, kind, channel, done_on, quantity)', $row);
    }
    $db->commit();
    return $db;
}

date_default_timezone_set('UTC');
$meetings = new Metric('meetings booked');
$db = open_database($argv[1] ?? 'examples/data/team_of_four');
set_goals($db, $meetings, '2026-11', 120);
for ($day = new DateTimeImmutable('2026-11-02'); $day->format('j') < 14; $day = $day->modify('+1 day')) {
    $team = every_evening($db, $meetings, '2026-11', $day);
}
printf("13 November 2026: %d of %d %s, the team reaches them with %.0f %%\n", $team['done'], $team['total'], $meetings->name,
    100 * $team['chance']);
foreach ($db->query("SELECT sentence FROM standings WHERE day = '2026-11-13' ORDER BY user_id") as $standing) {
    echo "  {$standing['sentence']}\n";
}

$team = set_goals($db, $meetings, '2026-12', 120);
printf("December 2026: %d %s, the team reaches them with %.0f %%\n", $team['total'], $meetings->name, 100 * $team['chance']);
foreach ($db->query("SELECT name, target, reason FROM goals JOIN users ON id = user_id
    WHERE month = '2026-12' ORDER BY id") as $goal) {
    printf("  %-5s %3d  %s\n", $goal['name'], $goal['target'], $goal['reason']);
}

$db->exec("INSERT INTO activities VALUES (9999, 101, '$meetings->name', 'e-mail', '1026-11-30', 1)");
try {
    set_goals($db, $meetings, '2027-01', 120);
} catch (DomainException $e) {
    echo "January 2027: {$e->getMessage()}\n";
}
printf("%d goals are stored\n", $db->query('SELECT COUNT(*) FROM goals')->fetchColumn());
