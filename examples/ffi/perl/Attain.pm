package Attain;

# attain for Perl: sales goals people can reach, that add up to the number you need.
#
# Built on FFI::Platypus (Debian: libffi-platypus-perl). Days are Time::Piece, refusals die with an Attain::Error that
# knows the argument, the row and the reason; handles are freed with the last reference to the object.
use strict;
use warnings;
use Carp qw(croak);
use Exporter qw(import);
use FFI::Platypus 1.00;
use FFI::Platypus::Buffer qw(scalar_to_pointer);
use Time::Local qw(timegm_modern);
use Time::Piece;

our @EXPORT_OK = qw(day period percent);

use constant {
    NULL_DAY => -2147483648, NO_CAP => 9223372036854775807, SECONDS_A_DAY => 86400,
    TEAM     => 'team', LEDGER => 'ledger', ESTIMATOR => 'estimator', ALLOCATION => 'allocation', PLAN => 'plan',
};
our @GRADES   = ('unknown', 'prior only', 'thin', 'fair', 'solid');
our @VERDICTS = qw(pass warn fail);

# ---- attain.h: every pointer is an address, every struct a packed string ------------------------------------

my $ffi = FFI::Platypus->new(api => 1, lib => [$ENV{ATTAIN_LIBRARY} // 'libattain.so.1']);
my %signature = (
    context_new       => 'opaque',
    context_error     => 'opaque opaque',
    period_parse      => 'opaque string sint64 opaque opaque',
    team_new          => 'opaque opaque opaque',
    ledger_new        => 'opaque opaque',
    ledger_channel    => 'opaque opaque string sint64 opaque',
    ledger_record     => 'opaque opaque sint64 sint64 opaque opaque opaque opaque',
    estimator_new     => 'opaque opaque opaque opaque sint32 opaque',
    forecast          => 'opaque opaque sint32 sint32 sint64 opaque opaque opaque',
    allocate          => 'opaque opaque sint32 sint32 sint64 opaque opaque',
    allocation_gap    => 'opaque opaque opaque',
    allocation_quotas => 'opaque opaque sint64 opaque opaque opaque opaque',
    plan_new          => 'opaque opaque sint32 sint32 opaque opaque',
    plan_encode       => 'opaque opaque sint64 opaque opaque',
    plan_decode       => 'opaque opaque opaque sint64 opaque',
    plan_summary      => 'opaque opaque opaque',
    plan_team         => 'opaque opaque opaque opaque',
    plan_days         => 'opaque opaque sint64 sint64 opaque opaque opaque',
    plan_verdict      => 'opaque opaque sint64 sint32 opaque opaque opaque sint64 opaque',
);
my %function = map { $_ => $ffi->function("attain_$_" => [split ' ', $signature{$_}] => 'sint32') } keys %signature;
my %free     = map { $_ => $ffi->function("attain_${_}_free" => ['opaque'] => 'void') }
    TEAM, LEDGER, ESTIMATOR, ALLOCATION, PLAN;
my $status_name = $ffi->function(attain_status_name => ['sint32'] => 'string');

# A struct of attain.h: pack's letters, struct_size in front.
sub _struct {
    my ($layout, @fields) = @_;
    my $size = length pack "L $layout", 0, map { 0 } @fields;
    return pack "L $layout", $size, @fields;
}

# A packed column of whole numbers as they were given: pack would make 0 of undef and of "abc", and 2 of 2.7.
sub _whole {
    my ($what, @values) = @_;
    no warnings 'numeric';
    for my $row (0 .. $#values) {
        my $value = $values[$row];
        next if defined $value && $value eq sprintf '%d', $value;
        croak "$what, row $row: " . ($value // 'undef') . ' is not a whole number';
    }
    return pack 'q*', @values;
}

# The address of a packed column, or undef (NULL) of an empty one. The scalar must outlive the call.
sub _at { return length $_[0] ? scalar_to_pointer($_[0]) : undef }
sub _address { return length $_[0] ? scalar_to_pointer($_[0]) : 0 } # the same inside a struct

my $context = do {
    my $out = pack 'Q', 0;
    $function{context_new}->call(scalar_to_pointer($out));
    unpack 'Q', $out;
}; # a Perl interpreter runs on one thread

sub _call {
    my ($name, @arguments) = @_;
    my $status = $function{$name}->call($context, @arguments) or return;
    my $error = pack 'L l q Z64 Z256', 336, 0, 0, '', '';
    $function{context_error}->call($context, scalar_to_pointer($error));
    my (undef, undef, $row, $argument, $reason) = unpack 'L l q Z64 Z256', $error;
    die Attain::Error->new(status => $status, name => $status_name->call($status), argument => $argument,
        row => $row < 0 ? undef : $row, reason => $reason);
}

# The handle that attain_<new> makes, with the object's own fields.
sub _own {
    my ($class, $noun, $fields, $new, @arguments) = @_;
    my $out = pack 'Q', 0;
    _call($new, @arguments, scalar_to_pointer($out));
    return bless { %$fields, noun => $noun, handle => unpack('Q', $out) }, $class;
}

sub _release { my ($self) = @_; $free{$self->{noun}}->call($self->{handle}); return }

# ---- days and periods ---------------------------------------------------------------------------------------

sub day { # of 2026-12-07
    my ($iso) = @_;
    my ($y, $m, $d) = $iso =~ /^(\d{4})-(\d\d)-(\d\d)$/ or croak "not a day: $iso";
    return scalar gmtime timegm_modern(0, 0, 0, $d, $m - 1, $y);
}
sub _number { my ($day) = @_; return defined $day ? $day->epoch / SECONDS_A_DAY : NULL_DAY }
sub _day { my ($number) = @_; return scalar gmtime($number * SECONDS_A_DAY) }
sub _days { return pack 'l*', map { _number($_) } @_ }

# {begin, end}, end being the first day after it: of 2026-12, 2026-W49, 2026-Q4, a day, or two days with a slash.
sub period {
    my ($text) = @_;
    my ($begin, $end) = (pack('l', 0)) x 2;
    _call('period_parse', $text, length $text, scalar_to_pointer($begin), scalar_to_pointer($end));
    return { begin => _day(unpack 'l', $begin), end => _day(unpack 'l', $end) };
}
sub _bounds { my ($period) = @_; return map { _number($_) } @{$period}{qw(begin end)} }

# "63 %", and never 0 % or 100 % from rounding.
sub percent {
    my ($p) = @_;
    return '< 1 %'  if $p > 0    && $p < 0.01;
    return '> 99 %' if $p > 0.99 && $p < 1;
    return int(100 * $p + 0.5) . ' %';
}

# ---- what was refused ---------------------------------------------------------------------------------------

package Attain::Error {
    use overload '""' => sub {
        my ($e) = @_;
        return "$e->{name}: $e->{argument}" . (defined $e->{row} ? ", row $e->{row}" : '') . ": $e->{reason}\n";
    }, bool => sub { 1 };
    sub new { my ($class, %fields) = @_; return bless {%fields}, $class }
    sub name     { $_[0]{name} }
    sub argument { $_[0]{argument} }
    sub row      { $_[0]{row} }
    sub reason   { $_[0]{reason} }
}

# ---- team: reps {id, name, role, hired, left, fte, ramp}, closed days, absences {rep, first, last, share} -------

package Attain::Team {
    sub new {
        my ($class, %arg) = @_;
        my ($reps, $closed, $absences) = map { $_ // [] } @arg{qw(reps closed absences)};
        my @offsets = (0);
        push @offsets, $offsets[-1] + @{ $_->{ramp} // [] } for @$reps;
        my @text = map { my $field = $_; [map { ($_->{$field} // '') . "\0" } @$reps] } qw(name role);
        my ($names, $roles) = map { pack 'Q*', map { Attain::scalar_to_pointer($_) } @$_ } @text;
        my $title = "$arg{name}\0";
        my @shares = map { @{ $_->{ramp} // [] } } @$reps;
        my @column = (
            Attain::_whole(id => map { $_->{id} } @$reps), $names, $roles, Attain::_days(map { $_->{hired} } @$reps),
            Attain::_days(map { $_->{joined} } @$reps), Attain::_days(map { $_->{left} } @$reps),
            pack('d*', map { $_->{fte} // 1 } @$reps), pack('q*', @offsets),
        );
        my $ramps    = pack('d*', @shares);
        my $days_off = Attain::_days(@$closed);
        my @away     = (
            pack('q*', map { $_->{rep} } @$absences), Attain::_days(map { $_->{first} } @$absences),
            pack('l*', map { Attain::_number($_->{last}) + 1 } @$absences), pack('d*', map { $_->{share} // 1 } @$absences),
        );
        my $args = Attain::_struct('L Q q Q8 q Q Q q Q q Q4', 0, Attain::_address($title), scalar @$reps,
            (map { Attain::_address($_) } @column), scalar @shares, Attain::_address($ramps), 0, scalar @$closed, Attain::_address($days_off), scalar @$absences,
            map { Attain::_address($_) } @away);
        return Attain::_own($class, Attain::TEAM,
            { name => $arg{name}, reps => { map { $_->{id} => $_ } @$reps } }, 'team_new', Attain::scalar_to_pointer($args));
    }
    sub DESTROY { Attain::_release(@_) }
}

# ---- ledger: the dated facts --------------------------------------------------------------------------------

package Attain::Ledger {
    sub new { my ($class) = @_; return Attain::_own($class, Attain::LEDGER, {}, 'ledger_new') }

    # The number of a channel, the same for the same name.
    sub channel {
        my ($self, $name) = @_;
        my $number = pack 'q', 0;
        Attain::_call('ledger_channel', $self->{handle}, $name, length $name, Attain::scalar_to_pointer($number));
        return unpack 'q', $number;
    }

    # Adds facts {rep, day, quantity, channel}: all of them or, on any error, none. Without a quantity it is 1; one that is
    # there and undef is not known, and refused.
    sub record {
        my ($self, $metric, @facts) = @_;
        my @column = (
            Attain::_whole(rep => map { $_->{rep} } @facts), Attain::_days(map { $_->{day} } @facts),
            Attain::_whole(quantity => map { exists $_->{quantity} ? $_->{quantity} : 1 } @facts),
            Attain::_whole(channel => map { $_->{channel} // 0 } @facts),
        );
        Attain::_call('ledger_record', $self->{handle}, $metric->{id} // 1, scalar @facts, map { Attain::_at($_) } @column);
        return;
    }
    sub DESTROY { Attain::_release(@_) }
}

# ---- estimator: the facts of a team up to and with a day, understood -----------------------------------------

package Attain::Estimator {
    # metric: {name, id, exponent}, exponent 2 for amounts in cents.
    sub new {
        my ($class, %arg) = @_;
        my ($team, $metric, $facts) = @arg{qw(team metric facts)};
        my $name = "$metric->{name}\0";
        my $exponent = $metric->{exponent} // 0;
        my $what = Attain::_struct('l l l q Q', $exponent > 0 ? 1 : 0, $exponent, 0, $metric->{id} // 1, Attain::_address($name));
        return Attain::_own($class, Attain::ESTIMATOR, { team => $team }, 'estimator_new', $team->{handle},
            Attain::scalar_to_pointer($what), $facts->{handle}, Attain::_number($arg{as_of}));
    }

    # {rep => {low, high, mean, grade}}: low to high holds the total with 80 %.
    sub forecasts {
        my ($self, $period, @reps) = @_;
        my $ids = pack 'q*', @reps;
        my ($mean, $low, $high) = map { pack 'd*', (0) x @reps } 1 .. 3;
        my $grade = pack 'l*', (0) x @reps;
        my ($to_mean, $to_low, $to_high, $to_grade) =
            (map({ Attain::_address($_) } $mean, $low, $high), Attain::_address($grade));
        my $out = Attain::_struct('L Q9', 0, 0, $to_mean, $to_low, 0, $to_high, 0, $to_grade, 0, 0);
        Attain::_call('forecast', $self->{handle}, Attain::_bounds($period), scalar @reps, Attain::_at($ids), undef,
            Attain::scalar_to_pointer($out));
        my @mean = unpack 'd*', $mean;
        my @low  = unpack 'd*', $low;
        my @high = unpack 'd*', $high;
        my @grade = map { $Attain::GRADES[$_] } unpack 'l*', $grade;
        return { map { $reps[$_] => { mean => $mean[$_], low => $low[$_], high => $high[$_], grade => $grade[$_] } } 0 .. $#reps };
    }

    # bounds: {rep => [floor, cap]}, undef for none.
    sub allocate {
        my ($self, $period, $total, %bounds) = @_;
        my @bounded = sort { $a <=> $b } keys %bounds;
        my @column  = (
            Attain::_whole(bounds => @bounded), Attain::_whole(floors => map { $bounds{$_}[0] // 0 } @bounded),
            Attain::_whole(caps => map { $bounds{$_}[1] // Attain::NO_CAP } @bounded),
        );
        my $args = Attain::_struct('l q Q3', 0, scalar @bounded, map { Attain::_address($_) } @column);
        return Attain::_own('Attain::Allocation', Attain::ALLOCATION, { room => scalar keys %{ $self->{team}{reps} } },
            'allocate', $self->{handle}, Attain::_bounds($period), $total, Attain::scalar_to_pointer($args));
    }

    sub plan {
        my ($self, $period, $allocation) = @_;
        return Attain::_own('Attain::Plan', Attain::PLAN, { period => $period }, 'plan_new', $self->{handle},
            Attain::_bounds($period), $allocation->{handle});
    }
    sub DESTROY { Attain::_release(@_) }
}

# ---- allocation: a total split into whole quotas -------------------------------------------------------------

package Attain::Allocation {
    # 0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it.
    sub gap {
        my ($self) = @_;
        my $gap = pack 'q', 0;
        Attain::_call('allocation_gap', $self->{handle}, Attain::scalar_to_pointer($gap));
        return unpack 'q', $gap;
    }

    # A list of {rep, amount, chance}, by rep.
    sub quotas {
        my ($self) = @_;
        my ($rep, $amount, $needed) = map { pack 'q*', (0) x $_ } ($self->{room}) x 2, 1;
        my $chance = pack 'd*', (0) x $self->{room};
        Attain::_call('allocation_quotas', $self->{handle}, $self->{room}, map { Attain::scalar_to_pointer($_) } $rep, $amount,
            $chance, $needed);
        my @rep    = unpack 'q*', $rep;
        my @amount = unpack 'q*', $amount;
        my @chance = unpack 'd*', $chance;
        return map { { rep => $rep[$_], amount => $amount[$_], chance => $chance[$_] } } 0 .. unpack('q', $needed) - 1;
    }
    sub DESTROY { Attain::_release(@_) }
}

# ---- plan: the goals of a team for a period ------------------------------------------------------------------

package Attain::Plan {
    # Everything the plan knows, a string of bytes to store until its period is over.
    sub to_bytes {
        my ($self) = @_;
        my $needed = pack 'q', 0;
        eval { Attain::_call('plan_encode', $self->{handle}, 0, undef, Attain::scalar_to_pointer($needed)); 1 } or do {
            my $e = $@;
            die $e unless ref $e && $e->name eq 'buffer_too_small'; # capacity 0 asks how many
        };
        my $bytes = "\0" x unpack 'q', $needed;
        Attain::_call('plan_encode', $self->{handle}, length $bytes, map { Attain::scalar_to_pointer($_) } $bytes, $needed);
        return $bytes;
    }

    # The plan again, in any process; the team says when its reps work.
    sub from_bytes {
        my ($class, $team, $bytes) = @_;
        my $self = Attain::_own($class, Attain::PLAN, {}, 'plan_decode', $team->{handle}, Attain::scalar_to_pointer($bytes),
            length $bytes);
        my $figures = Attain::_struct('l3', (0) x 3); # as much of it as is read here
        Attain::_call('plan_summary', $self->{handle}, Attain::scalar_to_pointer($figures));
        my (undef, undef, $begin, $end) = unpack 'L l3', $figures;
        $self->{period} = { begin => Attain::_day($begin), end => Attain::_day($end) };
        return $self;
    }

    # (the team's number, the chance that its total reaches it)
    sub team {
        my ($self) = @_;
        my ($total, $chance) = (pack('q', 0), pack('d', 0));
        Attain::_call('plan_team', $self->{handle}, map { Attain::scalar_to_pointer($_) } $total, $chance);
        return (unpack('q', $total), unpack('d', $chance));
    }

    # {'2026-12-01' => 2}: whole targets that sum to the quota.
    sub days {
        my ($self, $rep) = @_;
        my ($begin, $end) = Attain::_bounds($self->{period});
        my $day = pack 'l*', (0) x ($end - $begin);
        my ($amount, $needed) = (pack('q*', (0) x ($end - $begin)), pack('q', 0));
        Attain::_call('plan_days', $self->{handle}, $rep, $end - $begin, map { Attain::scalar_to_pointer($_) } $day, $amount,
            $needed);
        my @day    = unpack 'l*', $day;
        my @amount = unpack 'q*', $amount;
        return { map { Attain::_day($day[$_])->ymd => $amount[$_] } 0 .. unpack('q', $needed) - 1 };
    }

    # Five findings {letter, verdict, figure, reason}, for S, M, A, R and T.
    sub audit {
        my ($self, $rep) = @_;
        return map { $self->_finding($rep, $_, 256) } 0 .. 4;
    }

    sub _finding {
        my ($self, $rep, $question, $room) = @_;
        my ($verdict, $figure, $reason, $needed) = (pack('l', 0), pack('d', 0), "\0" x $room, pack('q', 0));
        eval {
            Attain::_call('plan_verdict', $self->{handle}, $rep, $question, map({ Attain::scalar_to_pointer($_) } $verdict, $figure,
                $reason), $room, Attain::scalar_to_pointer($needed));
            1;
        } or do {
            my $e = $@;
            die $e unless ref $e && $e->name eq 'buffer_too_small';
            return $self->_finding($rep, $question, unpack 'q', $needed);
        };
        return { letter => substr('SMART', $question, 1), verdict => $Attain::VERDICTS[unpack 'l', $verdict],
            figure => unpack('d', $figure), reason => unpack('Z*', $reason) };
    }
    sub DESTROY { Attain::_release(@_) }
}

1;
