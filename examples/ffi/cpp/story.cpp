// The story every language here tells, in the C++ API itself: load the bundled team of four, plan December
// for 120 meetings, show who should do what and why, and how a typing error is refused.
#include <attain/attain.hpp>

#include <algorithm>
#include <array>
#include <common/dataset.hpp>
#include <cstdio>
#include <set>

namespace {

constexpr std::array<const char*, 7> weekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

int day_of_month(attain::day d) {
    return attain::to_string(d)[8] * 10 + attain::to_string(d)[9] - 11 * '0';
}

// The first five days on which anybody has a target.
std::vector<attain::day> first_days(const attain::plan& plan) {
    std::set<attain::day> days;
    for (const auto& goal : plan.goals)
        for (const auto& target : goal.daily)
            days.insert(target.day);
    return {days.begin(), std::next(days.begin(), std::min<std::ptrdiff_t>(5, std::ssize(days)))};
}

attain::units amount_on(const attain::goal& goal, attain::day d) {
    const auto at = std::ranges::find(goal.daily, d, &attain::day_target::day);
    return at == goal.daily.end() ? 0 : at->amount;
}

void print_line(const std::string& who, attain::units quota, double chance, const std::string& range,
                const char* evidence) {
    std::printf("  %-6s %5lld  %6s  %10s  %-8s", who.c_str(), static_cast<long long>(quota),
                attain::percent(chance).c_str(), range.c_str(), evidence);
}

void print_table(const attain::plan& plan) {
    const auto days = first_days(plan);
    std::printf("  %-6s %5s  %6s  %10s  %-8s", "", "quota", "chance", "80 % range", "evidence");
    for (const attain::day d : days)
        std::printf("  %s %2d", weekdays[static_cast<std::size_t>(d.weekday())], day_of_month(d));
    std::printf("\n");
    std::vector<attain::units> sums(days.size());
    for (const auto& goal : plan.goals) {
        const auto range = goal.forecast.interval(0.8);
        print_line(goal.owner, goal.target, goal.probability(),
                   std::to_string(std::llround(range.low)) + " - " + std::to_string(std::llround(range.high)),
                   name(goal.forecast.evidence().grade));
        for (std::size_t i = 0; i < days.size(); ++i) {
            const attain::units amount = amount_on(goal, days[i]);
            sums[i] += amount;
            std::printf("  %6lld", static_cast<long long>(amount));
        }
        std::printf("\n");
    }
    print_line("team", plan.total, plan.team_probability(), "", "");
    for (const attain::units sum : sums)
        std::printf("  %6lld", static_cast<long long>(sum));
    std::printf("\n");
}

void print_reasons(const attain::plan& plan) {
    for (const auto& goal : plan.goals) {
        std::printf("\n%s: %lld by %s\n", goal.owner.c_str(), static_cast<long long>(goal.target),
                    attain::to_string(plan.period.last()).c_str());
        for (const auto& finding : attain::audit(goal, plan))
            std::printf("  %c  %s  %s\n", letter(finding.question), name(finding.verdict),
                        finding.reason.c_str());
    }
}

// Two facts, the second with its year mistyped: nothing of the batch is recorded.
void print_refusal(attain::ledger& book, const attain::metric& of) {
    using boost::gregorian::date;
    const std::vector<attain::rep_id> reps{attain::rep_id{101}, attain::rep_id{102}};
    const std::vector<std::int32_t> days{attain::day{date(2026, 11, 30)}.value, -344455}; // 1026-12-01
    try {
        book.record(of.id(), {.rep = reps, .day = days});
    } catch (const attain::error& e) {
        std::printf("\nA fact dated 1026-12-01 is refused, and nothing is recorded:\n");
        std::printf("  %s: %s, row %lld: %s\n", name(e.code()), e.argument().c_str(),
                    static_cast<long long>(e.row()), e.reason().c_str());
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::string folder = argc > 1 ? argv[1] : "examples/data/team_of_four";
    const attain::day as_of = attain::parse_day("2026-11-30");
    auto data = example::load({.folder = folder}, {.metric = "meetings booked", .as_of = as_of});

    const attain::estimator estimator{data.teams.front(), data.metric, data.book, as_of};
    const auto december = attain::month(2026, 12);
    const auto split = attain::allocate(120, estimator.forecasts(december));
    const auto made = attain::make_plan(estimator, december, split);
    // What a CRM stores now, and reads again until the period is over.
    const auto plan = attain::decode_plan(attain::encode(made));

    std::printf("%s: %lld %s in December 2026, known up to %s\n\n", plan.team.c_str(),
                static_cast<long long>(plan.total), data.metric.name().c_str(),
                attain::to_string(as_of).c_str());
    print_table(plan);
    print_reasons(plan);
    print_refusal(data.book, data.metric);
}
