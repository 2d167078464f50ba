<?php
// How long a team of 30 takes to plan through PHP, once the estimator exists.
//
// Timed, 50 times over, each at its best: attain_forecast for everybody's knots with attain_allocate_columns
// (allocateOnGrid), then attain_plan_new (plan), with what PHP's FFI needs to call them; and attain_allocate, which looks
// at exact tails instead. Not timed: making the estimator (shown for itself), reading the answers, freeing.
declare(strict_types=1);

require __DIR__ . '/attain.php';

use Attain\{Estimator, Ledger, Metric, Period, Rep, Team};

[$reps, $days, $rounds] = [30, 365, 50];
$calls = new Metric('calls');
$asOf = new DateTimeImmutable('2026-11-30', new DateTimeZone('UTC'));
$people = array_map(fn(int $i) => new Rep(1 + $i, 'Rep ' . 1 + $i, '', $asOf->modify('-1000 days')), range(0, $reps - 1));
$who = $when = $quantities = [];
for ($d = 0; $d < $days; ++$d) {
    $day = $asOf->modify("-$d days");
    for ($rep = 0; $rep < $reps; ++$rep) {
        $who[] = 1 + $rep;
        $when[] = $day;
        $quantities[] = (7 * $rep + 13 * $d + $d * $d % 11) % 5;
    }
}
$ledger = new Ledger();
$ledger->record($calls, $who, $when, $quantities);
$team = new Team('Thirty', $people);

$started = hrtime(true);
$estimator = new Estimator($team, $calls, $ledger, $asOf);
$understood = hrtime(true) - $started;

function best(int $rounds, callable $make): float
{
    $times = [];
    for ($i = 0; $i < $rounds; ++$i) {
        $started = hrtime(true);
        $made = $make();
        $times[] = (hrtime(true) - $started) / 1000;
    }
    return min($times);
}

$december = Period::parse('2026-12');
$split = $estimator->allocateOnGrid($december, 1300);
$grid = best($rounds, fn() => $estimator->allocateOnGrid($december, 1300));
$plan = best($rounds, fn() => $estimator->plan($december, $split));
$exact = best($rounds, fn() => $estimator->allocate($december, 1300));
printf("PHP: a team of %d in %.0f us: allocated on the grid %.0f, planned %.0f; allocated by exact tails %.0f us; " .
    "the estimator of %d facts %.0f us\n", $reps, $grid + $plan, $grid, $plan, $exact, count($who), $understood / 1000);
