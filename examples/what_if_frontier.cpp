// The frontier: what every total of the team means for each rep's chance and for the team's.
#include <attain/allocate/explain.hpp>
#include <attain/estimate/predictive.hpp>

#include <cstdio>

using namespace attain;

int main() {
    const std::vector<negative_binomial> totals{{42, 90}, {24, 70}, {36, 60}, {30, 110}};
    const std::vector<predictive_ref> predictives(totals.begin(), totals.end());
    const std::vector<candidate> reps{{.id = 1, .cap = 44}, {.id = 2}, {.id = 3}, {.id = 4, .floor = 25}};

    std::vector<scenario> totals_to_try;
    for (units total = 90; total <= 170; total += 10)
        totals_to_try.push_back({.total = total});

    const double correlation = 0.2; // a good market is good for all
    std::printf("%6s %14s %7s %10s %9s   quotas\n", "total", "rep's chance", "team", "credited", "price");
    for (const outcome& o : what_if(totals_to_try, reps, predictives, correlation)) {
        std::printf("%6lld %5.1f - %4.1f %% %5.0f %% %10.1f %9.2f  ", static_cast<long long>(o.split.total),
                    100 * o.split.chance.low, 100 * o.split.chance.high, 100 * o.figures.team_chance,
                    o.figures.expected_credited, o.figures.price);
        for (const quota& q : o.split.quotas)
            std::printf(" %lld", static_cast<long long>(q.amount));
        std::printf("\n");
    }
    if (const auto next = next_change({.total = 120}, reps, predictives))
        std::printf("above 120, a bound first begins or ends to bind at %lld\n",
                    static_cast<long long>(*next));
}
