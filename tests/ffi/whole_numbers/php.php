<?php
declare(strict_types=1);
require $argv[1] . '/php/attain.php';
use Attain\{Ledger, Metric};
$metric = new Metric('calls');
$days = array_fill(0, 2, new DateTimeImmutable('2026-11-02'));
foreach ([null, 2.7, '2.9', '12abc', 'abc', '', true, '9999999999999999999'] as $bad) {
    try {
        (new Ledger())->record($metric, [1, 1], $days, [5, $bad]);
        echo 'taken: ', var_export($bad, true), "\n";
    } catch (ValueError $e) {
        if (!str_contains($e->getMessage(), 'quantities, row 1')) {
            echo $e->getMessage(), "\n";
        }
    }
}
(new Ledger())->record($metric, [1, '1'], $days, [5, '-12']);
