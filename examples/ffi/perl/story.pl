#!/usr/bin/perl
# The story in Perl: load the bundled team of four, plan December for 120 meetings, show who should do what and why,
# and how a typing error is refused.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use List::Util qw(sum0 uniq);
use Attain qw(day period percent);

# The rows of a CSV file as hashes; the data have no quotes.
sub rows {
    my ($path) = @_;
    open my $file, '<:crlf', $path or die "cannot read $path: $!\n";
    chomp(my @lines = <$file>);
    my @header = split /,/, shift @lines;
    return map { my %row; @row{@header} = split /,/, $_, -1; \%row } @lines;
}

sub load_team {
    my ($folder) = @_;
    my @people = rows("$folder/reps.csv");
    my @reps = map { { id => $_->{id}, name => $_->{name}, role => $_->{role}, hired => day($_->{hired}),
        ramp => [map { $_ / 100 } split m{/}, $_->{ramp}] } } @people;
    my @absences = map { { rep => $_->{rep}, first => day($_->{first_day}), last => day($_->{last_day}) } }
        rows("$folder/absences.csv");
    return Attain::Team->new(name => $people[0]{team}, reps => \@reps, absences => \@absences,
        closed => [map { day($_->{date}) } rows("$folder/holidays.csv")]);
}

sub load_facts {
    my ($folder, $metric) = @_;
    my $ledger = Attain::Ledger->new;
    $ledger->record($metric, map { { rep => $_->{rep}, day => day($_->{date}), quantity => $_->{quantity},
        channel => $ledger->channel($_->{channel}) } }
        grep { $_->{metric} eq $metric->{name} } rows("$folder/activity.csv"));
    return $ledger;
}

sub print_line {
    my ($who, $quota, $chance, $range, $grade, @days) = @_;
    printf "  %-6s %5s  %6s  %10s  %-8s%s\n", $who, $quota, $chance, $range, $grade,
        join '', map { sprintf '  %6s', $_ } @days;
    return;
}

sub print_table {
    my ($team, $estimator, $split, $plan) = @_;
    my @quotas    = $split->quotas;
    my $forecasts = $estimator->forecasts($plan->{period}, map { $_->{rep} } @quotas);
    my %days      = map { $_->{rep} => $plan->days($_->{rep}) } @quotas;
    my @first     = (sort { $a cmp $b } uniq map { keys %$_ } values %days)[0 .. 4];
    print_line('', 'quota', 'chance', '80 % range', 'evidence', map {
        sprintf '%s %2d', (qw(Sun Mon Tue Wed Thu Fri Sat))[day($_)->_wday], day($_)->mday } @first);
    for my $quota (@quotas) {
        my $forecast = $forecasts->{ $quota->{rep} };
        print_line($team->{reps}{ $quota->{rep} }{name}, $quota->{amount}, percent($quota->{chance}),
            sprintf('%.0f - %.0f', @{$forecast}{qw(low high)}), $forecast->{grade},
            map { $days{ $quota->{rep} }{$_} // 0 } @first);
    }
    my ($total, $chance) = $plan->team;
    print_line('team', $total, percent($chance), '', '', map { my $d = $_; sum0 map { $_->{$d} // 0 } values %days } @first);
    return;
}

sub print_reasons {
    my ($team, $split, $plan) = @_;
    for my $quota ($split->quotas) {
        my $last = $plan->{period}{end} - 86400;
        printf "\n%s: %d by %s\n", $team->{reps}{ $quota->{rep} }{name}, $quota->{amount}, $last->ymd;
        print "  $_->{letter}  $_->{verdict}  $_->{reason}\n" for $plan->audit($quota->{rep});
    }
    return;
}

sub print_refusal {
    my ($ledger, $metric) = @_;
    eval { $ledger->record($metric, { rep => 101, day => day('2026-11-30') }, { rep => 102, day => day('1026-12-01') }); 1 }
        and die 'not refused';
    my $e = $@;
    die $e unless ref $e && $e->isa('Attain::Error');
    print "\nA fact dated 1026-12-01 is refused, and nothing is recorded:\n";
    printf "  %s: %s, row %d: %s\n", $e->name, $e->argument, $e->row, $e->reason;
    return;
}

my $folder   = $ARGV[0] // 'examples/data/team_of_four';
my $meetings = { name => 'meetings booked', id => 1 };
my $team     = load_team($folder);
my $facts    = load_facts($folder, $meetings);
my $december = period('2026-12');

my $estimator = Attain::Estimator->new(team => $team, metric => $meetings, facts => $facts, as_of => day('2026-11-30'));
my $split     = $estimator->allocate($december, 120);
my $stored    = $estimator->plan($december, $split)->to_bytes; # what a CRM keeps until the period is over
my $plan      = Attain::Plan->from_bytes($team, $stored);

printf "%s: %d %s in December 2026, known up to 2026-11-30\n\n", $team->{name}, ($plan->team)[0], $meetings->{name};
print_table($team, $estimator, $split, $plan);
print_reasons($team, $split, $plan);
print_refusal($facts, $meetings);
