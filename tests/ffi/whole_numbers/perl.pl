use strict;
use warnings;
use lib "$ARGV[0]/perl";
use Attain;
my $metric = { name => 'calls' };
my $day = Attain::day('2026-11-02');
for my $bad (undef, 2.7, '12abc', 'abc', '', '9999999999999999999') {
    my $taken = eval {
        Attain::Ledger->new->record($metric, { rep => 1, day => $day, quantity => 5 },
            { rep => 1, day => $day, quantity => $bad });
        1;
    };
    print 'taken: ', $bad // 'undef', "\n" if $taken;
    print $@ if !$taken && $@ !~ /quantity, row 1/;
}
Attain::Ledger->new->record($metric, { rep => 1, day => $day, quantity => '-12' }, { rep => 1, day => $day });
