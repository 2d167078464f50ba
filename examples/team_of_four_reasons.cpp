// A team of four shares 120 meetings at the same chance for everybody, and each quota says why.
#include <attain/allocate/certificate.hpp>
#include <attain/allocate/explain.hpp>
#include <attain/estimate/predictive.hpp>

#include <cstdio>

using namespace attain;

int main() {
    const char* names[] = {"Ana", "Ben", "Cleo", "Dan"};
    // What each may book next month: expected meetings and their variance. An estimator gives these from
    // history.
    const std::vector<negative_binomial> totals{{42, 90}, {24, 70}, {36, 60}, {30, 110}};
    const std::vector<predictive_ref> predictives(totals.begin(), totals.end());
    const std::vector<candidate> reps{
        {.id = 101},
        {.id = 102, .ramp = fraction{0.5}}, // in the second month: half capacity
        {.id = 103, .previous = 30, .change_cap = fraction{0.1}},
        {.id = 104, .floor = 20}};

    const allocation split = allocate(120, reps, predictives);
    const std::vector<explanation> reasons = explain(120, reps, predictives);
    std::printf("%-5s %5s %8s  %-12s %s\n", "", "quota", "chance", "state", "why");
    for (std::size_t i = 0; i < split.quotas.size(); ++i) {
        const quota& q = split.quotas[i];
        std::printf("%-5s %5lld %6.1f %%  %-12s %s\n", names[i], static_cast<long long>(q.amount),
                    100 * q.probability, name(q.state), reasons[i].text().c_str());
    }

    const team_figures f = figures_of(split, reps, predictives);
    std::printf("\nsum 120; chance of the free between %.1f and %.1f %%; the team reaches 120 with %.0f %%\n",
                100 * split.chance.low, 100 * split.chance.high, 100 * f.team_chance);
    std::printf("expected credited %.1f, expected to attain %.2f of 4, one more unit earns %.2f\n",
                f.expected_credited, f.expected_attaining, f.price);
    std::printf("proven: %s\n\n", certify(split, reps, predictives) ? "yes" : "no");

    std::printf("%-24s %10s %12s %10s\n", "policy", "credited", "chances", "even");
    for (const outcome& o : compare({.total = 120}, reps, predictives))
        std::printf("%-24s %10.1f %5.0f-%3.0f %% %8.0f %%\n", o.split.method, o.figures.expected_credited,
                    100 * o.figures.smallest_chance, 100 * o.figures.largest_chance,
                    100 * o.figures.near_mean);
}
