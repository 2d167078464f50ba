<?php
// attain for PHP: sales goals people can reach, that add up to the number you need.
//
// Built on PHP's own FFI and the macro-free attain.ffi.h, nothing to install. Days are DateTimeImmutable, refusals
// throw Attain\Error with the argument, the row and the reason, and whatever a handle holds is freed with the
// object. Where to find the library: ATTAIN_LIBRARY and ATTAIN_FFI_HEADER, or the system's libattain.so.1.
declare(strict_types=1);

namespace Attain;

use DateTimeImmutable;
use DateTimeZone;
use FFI;
use FFI\CData;

const GRADES = ['unknown', 'prior only', 'thin', 'fair', 'solid'];
const VERDICTS = ['pass', 'warn', 'fail'];
const STATUSES = ['not applicable', 'too early', 'behind', 'at risk', 'on track', 'reached', 'missed'];
const NULL_DAY = -2147483648;
const NO_CAP = PHP_INT_MAX;

/** What the library refused: nothing was changed. The row is that of a batch, counted from 0, or null. */
final class Error extends \RuntimeException
{
    public function __construct(
        public readonly int $status,
        public readonly string $name,
        public readonly string $argument,
        public readonly ?int $row,
        public readonly string $reason,
    ) {
        parent::__construct("$name: $argument" . ($row === null ? '' : ", row $row") . ": $reason", $status);
    }
}

/** The loaded library and the one context of this process; PHP runs a request on one thread. */
final class Library
{
    private static ?FFI $ffi = null;
    private static CData $context;

    public static function ffi(): FFI
    {
        if (self::$ffi === null) {
            $header = getenv('ATTAIN_FFI_HEADER') ?: __DIR__ . '/../../../capi/attain.ffi.h';
            self::$ffi = FFI::cdef(file_get_contents($header), getenv('ATTAIN_LIBRARY') ?: 'libattain.so.1');
            self::$context = self::$ffi->new('attain_context*');
            self::$ffi->attain_context_new(FFI::addr(self::$context));
        }
        return self::$ffi;
    }

    /** One call; a refusal becomes an exception. */
    public static function call(string $function, mixed ...$arguments): void
    {
        $ffi = self::ffi();
        $status = $ffi->{"attain_$function"}(self::$context, ...$arguments);
        if ($status === 0) {
            return;
        }
        $error = self::sized('attain_error');
        $ffi->attain_context_error(self::$context, FFI::addr($error));
        throw new Error($status, $ffi->attain_status_name($status), FFI::string($error->argument),
            $error->row < 0 ? null : $error->row, FFI::string($error->message));
    }

    public static function sized(string $struct): CData
    {
        $made = self::ffi()->new($struct);
        $made->struct_size = FFI::sizeof($made);
        return $made;
    }

    /**
     * A column of C numbers; null for an empty one, which C reads as NULL. FFI would make 0 of null and 12 of "12abc":
     * what is no number of its type is refused with its row.
     */
    public static function column(string $type, array $values, string $what): ?CData
    {
        if ($values === []) {
            return null;
        }
        $column = self::ffi()->new($type . '[' . count($values) . ']');
        $row = 0;
        foreach ($values as $value) {
            $number = $type === 'double' ? self::real($value) : self::whole($value);
            if ($number === null) {
                throw new \ValueError("$what, row $row: " . var_export($value, true) . ' is no number of this column');
            }
            $column[$row++] = $number;
        }
        return $column;
    }

    /** Digits are a whole number too: databases hand them out as text. */
    private static function whole(mixed $value): ?int
    {
        $digits = is_string($value) && preg_match('/^-?[0-9]+$/D', $value) === 1 && (string) (int) $value === $value;
        return is_int($value) ? $value : ($digits ? (int) $value : null);
    }

    private static function real(mixed $value): ?float
    {
        return is_int($value) || is_float($value) ? (float) $value : null;
    }

    /** The sentence that a call writes: asked for once, or twice when it is longer than the buffer. */
    public static function sentence(string $function, mixed ...$arguments): string
    {
        $needed = self::ffi()->new('int64_t');
        $room = 256;
        while (true) {
            $text = self::ffi()->new("char[$room]");
            try {
                self::call($function, ...[...$arguments, $text, $room, FFI::addr($needed)]);
                return FFI::string($text);
            } catch (Error $e) {
                if ($e->name !== 'buffer_too_small' || $needed->cdata <= $room) {
                    throw $e;
                }
                $room = $needed->cdata;
            }
        }
    }

    /** A C string that lives as long as what is returned. */
    public static function text(string $text): CData
    {
        $bytes = self::ffi()->new('char[' . strlen($text) + 1 . ']');
        FFI::memcpy($bytes, $text, strlen($text));
        return $bytes;
    }
}

/** Days since 1970-01-01; null is "not known". */
function day_number(?DateTimeImmutable $day): int
{
    return $day === null ? NULL_DAY : intdiv(gmmktime(0, 0, 0, (int) $day->format('n'), (int) $day->format('j'),
        (int) $day->format('Y')), 86400);
}

function day(int $number): DateTimeImmutable
{
    return new DateTimeImmutable('@' . $number * 86400, new DateTimeZone('UTC'));
}

/** "63 %", never 0 % or 100 % from rounding, and "unknown" for NAN. */
function percent(float $p): string
{
    return match (true) {
        is_nan($p) => 'unknown',
        $p > 0 && $p < 0.01 => '< 1 %',
        $p > 0.99 && $p < 1 => '> 99 %',
        default => (int) (100 * $p + 0.5) . ' %',
    };
}

/** From begin up to, not including, end. */
final class Period
{
    public function __construct(public readonly DateTimeImmutable $begin, public readonly DateTimeImmutable $end)
    {
    }

    /** 2026-12, 2026-W49, 2026-Q4, 2026, a day, or two days joined by a slash. */
    public static function parse(string $text): self
    {
        [$begin, $end] = [Library::ffi()->new('int32_t'), Library::ffi()->new('int32_t')];
        Library::call('period_parse', $text, strlen($text), FFI::addr($begin), FFI::addr($end));
        return new self(day($begin->cdata), day($end->cdata));
    }

    public function last(): DateTimeImmutable
    {
        return $this->end->modify('-1 day');
    }

    /** @return int[] */
    public function numbers(): array
    {
        return [day_number($this->begin), day_number($this->end)];
    }
}

/** Exponent 0: whole numbers; 2: amounts in cents, as integers. */
final class Metric
{
    public function __construct(
        public readonly string $name,
        public readonly int $id = 1,
        public readonly int $exponent = 0,
    ) {
    }
}

final class Rep
{
    /** @param float[] $ramp share of full capacity, one a month of tenure */
    public function __construct(
        public readonly int $id,
        public readonly string $name = '',
        public readonly string $role = '',
        public readonly ?DateTimeImmutable $hired = null,
        public readonly array $ramp = [],
        public readonly ?DateTimeImmutable $left = null,
        public readonly float $fte = 1.0,
    ) {
    }
}

final class Absence
{
    /** Away from first to last, both included. */
    public function __construct(
        public readonly int $rep,
        public readonly DateTimeImmutable $first,
        public readonly DateTimeImmutable $last,
        public readonly float $share = 1.0,
    ) {
    }
}

/** Owns what one attain_x_new made, and frees it. */
abstract class Handle
{
    public readonly CData $pointer;
    private string $type;

    protected function own(string $type, string $new, mixed ...$arguments): void
    {
        $this->type = $type;
        $pointer = Library::ffi()->new("$type*");
        Library::call($new, ...[...$arguments, FFI::addr($pointer)]);
        $this->pointer = $pointer;
    }

    public function __destruct()
    {
        if (isset($this->pointer)) {
            Library::ffi()->{$this->type . '_free'}($this->pointer);
        }
    }

    private function __clone()
    {
    }
}

final class Team extends Handle
{
    /** @var array<int, Rep> by id */
    public readonly array $reps;

    /**
     * @param Rep[] $reps
     * @param DateTimeImmutable[] $closed days off for everybody
     * @param Absence[] $absences
     */
    public function __construct(public readonly string $name, array $reps, array $closed = [], array $absences = [])
    {
        $this->reps = array_column($reps, null, 'id');
        $offsets = [0];
        foreach ($reps as $rep) {
            $offsets[] = end($offsets) + count($rep->ramp);
        }
        $texts = fn(string $field) => array_map(Library::text(...), array_column($reps, $field));
        [$title, $names, $roles] = [Library::text($name), $texts('name'), $texts('role')];
        $days = fn(array $values) => Library::column('int32_t', array_map(day_number(...), $values), 'days');
        $columns = [
            'name' => $title,
            'rep_id' => Library::column('int64_t', array_column($reps, 'id'), 'id'),
            'rep_name' => self::pointers($names),
            'rep_role' => self::pointers($roles),
            'hired' => $days(array_map(fn(Rep $r) => $r->hired, $reps)),
            'left' => $days(array_map(fn(Rep $r) => $r->left, $reps)),
            'fte' => Library::column('double', array_column($reps, 'fte'), 'fte'),
            'ramp_offsets' => Library::column('int64_t', $offsets, 'ramp'),
            'ramp_share' => Library::column('double', array_merge(...array_column($reps, 'ramp')), 'ramp'),
            'closed_day' => $days($closed),
            'absence_rep' => Library::column('int64_t', array_column($absences, 'rep'), 'absences'),
            'absence_begin' => $days(array_column($absences, 'first')),
            'absence_end' => Library::column('int32_t',
                array_map(fn(Absence $a) => day_number($a->last) + 1, $absences), 'absences'),
            'absence_share' => Library::column('double', array_column($absences, 'share'), 'absences'),
        ];
        $args = Library::sized('attain_team_args');
        $args->n_reps = count($reps);
        $args->n_ramp_shares = end($offsets);
        $args->n_closed = count($closed);
        $args->n_absences = count($absences);
        foreach ($columns as $field => $column) {
            if ($column !== null) {
                $args->$field = FFI::addr($column[0]);
            }
        }
        $this->own('attain_team', 'team_new', FFI::addr($args));
    }

    private static function pointers(array $texts): ?CData
    {
        $pointers = Library::ffi()->new('char*[' . max(1, count($texts)) . ']');
        foreach ($texts as $i => $text) {
            $pointers[$i] = FFI::addr($text[0]);
        }
        return $pointers;
    }
}

/** The dated facts. */
final class Ledger extends Handle
{
    public function __construct()
    {
        $this->own('attain_ledger', 'ledger_new');
    }

    /** The number of a channel, the same for the same name. */
    public function channel(string $name): int
    {
        $number = Library::ffi()->new('int64_t');
        Library::call('ledger_channel', $this->pointer, $name, strlen($name), FFI::addr($number));
        return $number->cdata;
    }

    /**
     * Adds one fact a row, all or, on any error, none.
     * @param int[] $reps
     * @param DateTimeImmutable[] $days
     * @param int[]|null $quantities null: one each
     * @param int[]|null $channels
     */
    public function record(Metric $metric, array $reps, array $days, ?array $quantities = null,
        ?array $channels = null): void
    {
        foreach (['days' => $days, 'quantities' => $quantities, 'channels' => $channels] as $what => $column) {
            if ($column !== null && count($column) !== count($reps)) {
                throw new \ValueError("$what has another length than reps");
            }
        }
        Library::call('ledger_record', $this->pointer, $metric->id, count($reps),
            Library::column('int64_t', $reps, 'reps'),
            Library::column('int32_t', array_map(day_number(...), $days), 'days'),
            Library::column('int64_t', $quantities ?? [], 'quantities'),
            Library::column('int64_t', $channels ?? [], 'channels'));
    }
}

/** The facts of a team up to and with a day, understood. */
final class Estimator extends Handle
{
    public function __construct(public readonly Team $team, Metric $metric, Ledger $facts, DateTimeImmutable $asOf)
    {
        $what = Library::sized('attain_metric');
        $name = Library::text($metric->name);
        $what->kind = $metric->exponent > 0 ? 1 : 0;
        $what->exponent = $metric->exponent;
        $what->metric_id = $metric->id;
        $what->name = FFI::addr($name[0]);
        $this->own('attain_estimator', 'estimator_new', $team->pointer, FFI::addr($what), $facts->pointer,
            day_number($asOf));
    }

    /**
     * @param int[] $reps
     * @return array<int, array{low: float, high: float, mean: float, done: int, grade: string}> by rep
     */
    public function forecasts(Period $period, array $reps): array
    {
        $n = count($reps);
        $columns = ['low' => 'double', 'high' => 'double', 'mean' => 'double', 'done' => 'int64_t', 'grade' => 'int32_t'];
        $out = Library::sized('attain_forecast_columns');
        foreach ($columns as $field => $type) {
            $columns[$field] = Library::ffi()->new("{$type}[$n]");
            $out->$field = FFI::addr($columns[$field][0]);
        }
        Library::call('forecast', $this->pointer, ...[...$period->numbers(), $n,
            Library::column('int64_t', $reps, 'reps'), null, FFI::addr($out)]);
        $made = [];
        foreach (array_values($reps) as $i => $rep) {
            $made[$rep] = array_map(fn(CData $column) => $column[$i], $columns);
            $made[$rep]['grade'] = GRADES[$made[$rep]['grade']];
        }
        return $made;
    }

    /** @param array<int, array{0: ?int, 1: ?int}> $bounds floor and cap by rep; null: none */
    public function allocate(Period $period, int $total, array $bounds = []): Allocation
    {
        $args = Library::sized('attain_allocate_args');
        $args->n_bounds = count($bounds);
        $columns = [
            'bound_rep' => Library::column('int64_t', array_keys($bounds), 'bounds'),
            'bound_floor' => Library::column('int64_t', array_map(fn(array $b) => $b[0] ?? 0, $bounds), 'bounds'),
            'bound_cap' => Library::column('int64_t', array_map(fn(array $b) => $b[1] ?? NO_CAP, $bounds), 'bounds'),
        ];
        foreach (array_filter($columns) as $field => $column) {
            $args->$field = FFI::addr($column[0]);
        }
        return new Allocation(count($this->team->reps), 'allocate', $this->pointer, ...[...$period->numbers(), $total,
            FFI::addr($args)]);
    }

    /**
     * The same chance for all, from every forecast's 33 knots instead of its exact tails: many times as fast, for pages
     * that ask at every key press. Chances are good to 0.0025. Who has no knots (no working time) has no quota.
     */
    public function allocateOnGrid(Period $period, int $total): Allocation
    {
        $grid = 33;
        $everybody = array_keys($this->team->reps);
        $n = count($everybody);
        $knots = Library::ffi()->new('double[' . $n * $grid . ']');
        $out = Library::sized('attain_forecast_columns');
        $out->grid_size = $grid;
        $out->knots = FFI::addr($knots[0]);
        Library::call('forecast', $this->pointer, ...[...$period->numbers(), $n,
            Library::column('int64_t', $everybody, 'reps'), null, FFI::addr($out)]);
        $known = array_filter($everybody, fn(int $i) => !is_nan($knots[$i * $grid]), ARRAY_FILTER_USE_KEY);
        if (count($known) < $n) {
            $rows = Library::ffi()->new('double[' . max(1, count($known) * $grid) . ']');
            foreach (array_keys($known) as $to => $from) {
                FFI::memcpy(FFI::addr($rows[$to * $grid]), FFI::addr($knots[$from * $grid]), 8 * $grid);
            }
            $knots = $rows;
        }
        $args = Library::sized('attain_allocate_args');
        return new Allocation($n, 'allocate_columns', count($known), Library::column('int64_t', $known, 'reps'), $grid,
            $knots, $total, FFI::addr($args));
    }

    public function plan(Period $period, Allocation $allocation): Plan
    {
        return new Plan($period, 'plan_new', $this->pointer, ...[...$period->numbers(), $allocation->pointer]);
    }
}

/** A total split into whole quotas. */
final class Allocation extends Handle
{
    public function __construct(private readonly int $room, string $new, mixed ...$arguments)
    {
        $this->own('attain_allocation', $new, ...$arguments);
    }

    /** 0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it. */
    public function gap(): int
    {
        $gap = Library::ffi()->new('int64_t');
        Library::call('allocation_gap', $this->pointer, FFI::addr($gap));
        return $gap->cdata;
    }

    /** @return array<int, array{amount: int, chance: float}> by rep */
    public function quotas(): array
    {
        $ffi = Library::ffi();
        [$rep, $amount] = [$ffi->new("int64_t[$this->room]"), $ffi->new("int64_t[$this->room]")];
        [$chance, $needed] = [$ffi->new("double[$this->room]"), $ffi->new('int64_t')];
        Library::call('allocation_quotas', $this->pointer, $this->room, $rep, $amount, $chance, FFI::addr($needed));
        $quotas = [];
        for ($i = 0; $i < $needed->cdata; ++$i) {
            $quotas[$rep[$i]] = ['amount' => $amount[$i], 'chance' => $chance[$i]];
        }
        return $quotas;
    }
}

/** The goals of a team for a period. */
final class Plan extends Handle
{
    public readonly Period $period;

    /** Estimator::plan and Plan::fromBytes make them. */
    public function __construct(?Period $period, string $new, mixed ...$arguments)
    {
        $this->own('attain_plan', $new, ...$arguments);
        $this->period = $period ?? $this->periodOfFigures();
    }

    private function periodOfFigures(): Period
    {
        $figures = Library::sized('attain_plan_figures');
        Library::call('plan_summary', $this->pointer, FFI::addr($figures));
        return new Period(day($figures->begin), day($figures->end));
    }

    /** Everything the plan knows, a binary string to store until its period is over. */
    public function toBytes(): string
    {
        $ffi = Library::ffi();
        $needed = $ffi->new('int64_t');
        try {
            Library::call('plan_encode', $this->pointer, 0, null, FFI::addr($needed));
        } catch (Error $e) {
            if ($e->name !== 'buffer_too_small') { // capacity 0 asks how many
                throw $e;
            }
        }
        $bytes = $ffi->new("uint8_t[$needed->cdata]");
        Library::call('plan_encode', $this->pointer, $needed->cdata, $bytes, FFI::addr($needed));
        return FFI::string($ffi->cast('char*', FFI::addr($bytes[0])), $needed->cdata);
    }

    /** The plan again, in any process; $team says when its reps work. */
    public static function fromBytes(Team $team, string $bytes): self
    {
        $data = Library::ffi()->new('uint8_t[' . max(1, strlen($bytes)) . ']');
        FFI::memcpy($data, $bytes, strlen($bytes));
        return new self(null, 'plan_decode', $team->pointer, $data, strlen($bytes));
    }

    /** @return array{total: int, chance: float} */
    public function team(): array
    {
        [$total, $chance] = [Library::ffi()->new('int64_t'), Library::ffi()->new('double')];
        Library::call('plan_team', $this->pointer, FFI::addr($total), FFI::addr($chance));
        return ['total' => $total->cdata, 'chance' => $chance->cdata];
    }

    /** @return array<string, int> whole targets by day (2026-12-07) that sum to the quota */
    public function days(int $rep): array
    {
        $ffi = Library::ffi();
        $room = $this->period->begin->diff($this->period->end)->days;
        [$day, $amount, $needed] = [$ffi->new("int32_t[$room]"), $ffi->new("int64_t[$room]"), $ffi->new('int64_t')];
        Library::call('plan_days', $this->pointer, $rep, $room, $day, $amount, FFI::addr($needed));
        $days = [];
        for ($i = 0; $i < $needed->cdata; ++$i) {
            $days[day($day[$i])->format('Y-m-d')] = $amount[$i];
        }
        return $days;
    }

    /** @return array<string, array{verdict: string, figure: float, reason: string}> by letter: S, M, A, R, T */
    public function audit(int $rep): array
    {
        $ffi = Library::ffi();
        [$verdict, $figure] = [$ffi->new('int32_t'), $ffi->new('double')];
        $findings = [];
        foreach (['S', 'M', 'A', 'R', 'T'] as $question => $letter) {
            $reason = Library::sentence('plan_verdict', $this->pointer, $rep, $question, FFI::addr($verdict),
                FFI::addr($figure));
            $findings[$letter] = ['verdict' => VERDICTS[$verdict->cdata], 'figure' => $figure->cdata, 'reason' => $reason];
        }
        return $findings;
    }

    /** Where the goals stand as of $now's day; $before, an earlier day's, tells what moved and steadies the status. */
    public function track(Estimator $now, Ledger $facts, ?Progress $before = null): Progress
    {
        return new Progress('progress_new', $this->pointer, $now->pointer, $facts->pointer, $before?->pointer, null);
    }
}

/** Where a plan's goals stand on a day. */
final class Progress extends Handle
{
    /** Plan::track and Progress::restore make it. */
    public function __construct(string $new, mixed ...$arguments)
    {
        $this->own('attain_progress', $new, ...$arguments);
    }

    /**
     * What you stored of an earlier day's goals(), to be $before today.
     * @param array<int, array{status: string, actual: int, target: int, due: int, probability: float}> $goals by rep
     */
    public static function restore(DateTimeImmutable $asOf, array $goals): self
    {
        $args = Library::sized('attain_progress_args');
        $args->as_of = day_number($asOf);
        $args->n_goals = count($goals);
        $columns = ['rep_id' => Library::column('int64_t', array_keys($goals), 'rep'),
            'status' => Library::column('int32_t', array_map(fn(array $goal) => array_search($goal['status'], STATUSES, true),
                $goals), 'status'),
            'probability' => Library::column('double', array_column($goals, 'probability'), 'probability')];
        foreach (['actual', 'target', 'due'] as $field) {
            $columns[$field] = Library::column('int64_t', array_column($goals, $field), $field);
        }
        foreach (array_filter($columns) as $field => $column) {
            $args->$field = FFI::addr($column[0]);
        }
        return new self('progress_restore', FFI::addr($args));
    }

    private function figures(): CData
    {
        $figures = Library::sized('attain_progress_figures');
        Library::call('progress_summary', $this->pointer, FFI::addr($figures));
        return $figures;
    }

    /** @return array{done: int, due: int, total: int, chance: float} the chance is NAN when unknown */
    public function team(): array
    {
        $figures = $this->figures();
        return ['done' => $figures->actual, 'due' => $figures->due, 'total' => $figures->total,
            'chance' => $figures->probability];
    }

    /**
     * @return array<int, array{status: string, actual: int, target: int, due: int, probability: float, next_day:
     *     ?DateTimeImmutable, next_amount: int, sentence: string}> by rep
     */
    public function goals(): array
    {
        $ffi = Library::ffi();
        $n = $this->figures()->n_goals;
        $columns = ['rep_id' => 'int64_t', 'status' => 'int32_t', 'actual' => 'int64_t', 'target' => 'int64_t',
            'due' => 'int64_t', 'probability' => 'double', 'next_day' => 'int32_t', 'next_amount' => 'int64_t'];
        $out = Library::sized('attain_progress_columns');
        foreach ($columns as $field => $type) {
            $columns[$field] = $ffi->new("{$type}[$n]");
            $out->$field = FFI::addr($columns[$field][0]);
        }
        $needed = $ffi->new('int64_t');
        Library::call('progress_goals', $this->pointer, $n, FFI::addr($out), FFI::addr($needed));
        $goals = [];
        for ($i = 0; $i < $n; ++$i) {
            $goal = array_map(fn(CData $column) => $column[$i], $columns);
            $goal['status'] = STATUSES[$goal['status']];
            $goal['next_day'] = $goal['next_day'] === NULL_DAY ? null : day($goal['next_day']);
            $goal['sentence'] = Library::sentence('progress_text', $this->pointer, $i);
            unset($goal['rep_id']);
            $goals[$columns['rep_id'][$i]] = $goal;
        }
        return $goals;
    }
}
