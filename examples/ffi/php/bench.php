<?php
// How long a team of 30 takes to plan through PHP, once the estimator exists.
//
// Timed, 50 times over: one allocate() and one plan() of the wrapper, that is attain_allocate and attain_plan_new with
// what PHP's FFI needs to call them. Not timed: making the estimator (shown for itself), reading the answers, freeing.
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

$december = Period::parse('2026-12');
$times = [];
for ($i = 0; $i < $rounds; ++$i) {
    $started = hrtime(true);
    $split = $estimator->allocate($december, 1300);
    $plan = $estimator->plan($december, $split);
    $times[] = hrtime(true) - $started;
    assert($plan->team()['total'] === 1300);
}
sort($times);
printf("PHP: a team of %d planned in %.0f us at best, %.0f us in the median of %d; the estimator of %d facts took %.1f ms\n",
    $reps, $times[0] / 1000, $times[$rounds / 2] / 1000, $rounds, count($who), $understood / 1e6);
