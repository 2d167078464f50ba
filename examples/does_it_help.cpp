// Does it help? Simulated teams whose truth is known are given goals in five ways for twelve months.
//
//   does_it_help [TEAMS]     default 200; prints the table of docs/does_it_help.md
//
// Results do not answer to the goals here: nobody tries harder or gives up. So what is compared is the goals
// alone: how even the true chances are, how many reach theirs, and how much the numbers jump.
#include <attain/allocate/allocate.hpp>
#include <attain/estimate/predictive.hpp>
#include <attain/goal/adjust.hpp>
#include <attain/goal/plan.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace attain;

const metric meetings = metric::count("meetings booked");
constexpr int first_year = 2025; // twelve months of history, then twelve with goals
constexpr double noise = 0.15;   // standard deviation of a month's luck, as a share
constexpr double growth = 1.05;  // the company asks for 5 % more than a year ago

// SplitMix64 with the distributions written out: the same teams on every machine.
class random {
public:
    explicit random(std::uint64_t seed) : state_{seed} {}
    double uniform() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        z ^= z >> 31U;
        return (static_cast<double>(z >> 11U) + 0.5) / 9007199254740992.0;
    }
    double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }
    double gamma(double shape) { // Marsaglia and Tsang; shape >= 1
        const double d = shape - 1.0 / 3;
        const double c = 1 / std::sqrt(9 * d);
        for (;;) {
            const double x = normal();
            const double v = std::pow(1 + c * x, 3);
            if (v > 0 && std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
        }
    }
    units poisson(double mean) {
        double p = std::exp(-mean);
        const double u = uniform();
        units k = 0;
        for (double sum = p; u > sum && k < 1000; sum += p) {
            ++k;
            p *= mean / static_cast<double>(k);
        }
        return k;
    }

private:
    std::uint64_t state_;
};

struct truth {
    team members;
    ledger book{};
    std::map<std::pair<std::int64_t, int>, double> mean{}; // rep and month: expected total
    std::map<std::pair<std::int64_t, int>, units> actual{};
};

period month_number(int m) {
    return month(first_year + m / 12, m % 12 + 1);
}

truth simulate(int number) {
    random r{0x5EED0000ULL + static_cast<std::uint64_t>(number)};
    truth t{.members = team{"Team " + std::to_string(number), calendar::weekdays()}};
    const int size = 4 + static_cast<int>(r.uniform() * 9);
    std::vector<double> rates;
    for (int i = 0; i < size; ++i) {
        rep member{.id = i + 1, .name = "R" + std::to_string(i + 1)};
        if (r.uniform() < 0.2) { // a newcomer of the last months before, or during, the goals
            member.hired = month_number(9 + static_cast<int>(r.uniform() * 9)).begin;
            member.ramp = ramp::steps({0.25, 0.5, 0.75});
        } else {
            member.hired = month_number(0).begin - 400;
        }
        if (r.uniform() < 0.15) member.fte = fraction{0.6};
        for (int y = 0; y < 2; ++y)
            if (r.uniform() < 0.8) {
                const day off = month(first_year + y, 6 + static_cast<int>(r.uniform() * 3)).begin + 3;
                member.absences.push_back({off, off + 14});
            }
        t.members.add(member);
        rates.push_back(0.9 * std::exp(0.45 * r.normal()));
    }
    for (int m = 0; m < 24; ++m)
        for (const rep& member : t.members.reps()) {
            double& rate = rates[static_cast<std::size_t>(member.id.value - 1)];
            rate *= std::exp(0.06 * r.normal()); // people change
            const double luck = r.gamma(1 / (noise * noise)) * noise * noise;
            const period over = month_number(m);
            units sum = 0;
            for (day d = over.begin; d < over.end; ++d) {
                const double w = capacity_on(t.members, member, d).days();
                const units n = w > 0 ? r.poisson(rate * w * luck) : 0;
                if (n > 0) t.book.record({.rep = member.id, .metric = meetings, .day = d, .quantity = n});
                sum += n;
            }
            t.mean[{member.id.value, m}] = rate * capacity_over(t.members, member, over).days();
            t.actual[{member.id.value, m}] = sum;
        }
    return t;
}

// P(total >= quota) by the truth: Poisson days under a gamma month.
double true_chance(double mean, units quota) {
    if (quota <= 0) return 1;
    if (mean <= 0) return 0;
    return negative_binomial{mean, mean + noise * noise * mean * mean}.tail(quota);
}

struct figures {
    std::string name{};
    double months{}; // rep-months
    double reached{};
    double chance{};
    double hopeless{}; // true chance below 20 %
    double certain{};  // above 90 %
    double spread{};   // standard deviation of true chances within a team-month
    double team_months{};
    double gap{};      // |sum of quotas - the team's number| / number
    double credited{}; // sum of min(actual, quota) over the sum of numbers
    double numbers{};
    double jump{}; // |change of the quota per working day|
    double jumps{};
    double after_beat{}, beats{};
    double after_miss{}, misses{};
};

using quotas = std::map<std::int64_t, units>;

struct month_facts {
    int number{};
    units total{};
    std::vector<rep_id> reps{}; // with working time
};

void count(figures& f, const truth& t, const month_facts& m, const quotas& now, const quotas& before) {
    double sum = 0;
    double squares = 0;
    units quota_sum = 0;
    for (const rep_id id : m.reps) {
        const units q = now.at(id.value);
        const double p = true_chance(t.mean.at({id.value, m.number}), q);
        const units actual = t.actual.at({id.value, m.number});
        ++f.months;
        f.reached += actual >= q;
        f.chance += p;
        f.hopeless += p < 0.2;
        f.certain += p > 0.9;
        f.credited += static_cast<double>(std::min(actual, q));
        sum += p;
        squares += p * p;
        quota_sum += q;
        const auto old = before.find(id.value);
        if (old == before.end() || old->second <= 0) continue;
        const rep& member = t.members.at(id);
        const double time = capacity_over(t.members, member, month_number(m.number)).days();
        const double old_time = capacity_over(t.members, member, month_number(m.number - 1)).days();
        if (time <= 0 || old_time <= 0) continue;
        const double change =
            static_cast<double>(q) / time / (static_cast<double>(old->second) / old_time) - 1;
        f.jump += std::abs(change);
        ++f.jumps;
        const bool beat = t.actual.at({id.value, m.number - 1}) >= old->second;
        (beat ? f.after_beat : f.after_miss) += change;
        ++(beat ? f.beats : f.misses);
    }
    const auto n = static_cast<double>(m.reps.size());
    f.spread += std::sqrt(std::max(0.0, squares / n - sum / n * sum / n));
    f.gap += std::abs(static_cast<double>(quota_sum - m.total)) / static_cast<double>(m.total);
    f.numbers += static_cast<double>(m.total);
    ++f.team_months;
}

quotas of_allocation(const allocation& a) {
    quotas q;
    for (const quota& each : a.quotas)
        q[each.rep.value] = each.amount;
    return q;
}

// Last year's month and 10 % more; who was not there gets the team's mean.
quotas last_year(const truth& t, const month_facts& m) {
    double sum = 0;
    double people = 0;
    for (const rep_id id : m.reps)
        if (const units y = t.actual.at({id.value, m.number - 12}); y > 0) {
            sum += static_cast<double>(y);
            ++people;
        }
    quotas q;
    for (const rep_id id : m.reps) {
        const units y = t.actual.at({id.value, m.number - 12});
        q[id.value] = std::llround(1.1 * (y > 0 ? static_cast<double>(y) : sum / std::max(1.0, people)));
    }
    return q;
}

quotas by_history(const truth& t, const month_facts& m) {
    std::vector<candidate> candidates;
    double all = 0;
    for (const rep_id id : m.reps) {
        double recent = 0;
        for (int back = 1; back <= 3; ++back)
            recent += static_cast<double>(t.actual.at({id.value, m.number - back}));
        candidates.push_back({.id = id, .weight = recent});
        all += recent;
    }
    if (all == 0) return of_allocation(allocate(m.total, candidates, equal_split{}));
    return of_allocation(allocate(m.total, candidates, proportional{}));
}

closed_goal closed(const truth& t, rep_id id, int m, units quota) {
    const period over = month_number(m);
    closed_goal c{.rep = id, .period = over, .target = quota, .actual = t.actual.at({id.value, m})};
    c.working_time = capacity_over(t.members, t.members.at(id), over);
    c.attainment = attainment::of(c.actual, quota, !c.working_time.none());
    return c;
}

// The adjustment; where its steps cannot meet the company's number, the number is shared anew.
quotas adjusted(const truth& t, const month_facts& m, const estimator& est, const quotas& before,
                const quotas& anew) {
    if (before.empty()) return anew;
    std::vector<adjust_input> inputs;
    for (const rep_id id : m.reps) {
        adjust_input in{.rep = id};
        if (const auto old = before.find(id.value); old != before.end() && old->second > 0)
            in.last = closed(t, id, m.number - 1, old->second);
        for (int back = 2; back <= 4; ++back)
            in.earlier.push_back(closed(t, id, m.number - back, 0));
        inputs.push_back(in);
    }
    const adjustment a = readjust(est, month_number(m.number), m.total, inputs);
    if (!a.feasible) return anew;
    quotas q;
    for (const adjusted_goal& g : a.goals)
        q[g.rep.value] = g.after;
    return q;
}

void run(const truth& t, std::vector<figures>& all) {
    std::vector<quotas> before(all.size());
    for (int number = 12; number < 24; ++number) {
        const period over = month_number(number);
        const estimator est{t.members, meetings, t.book, over.begin - 1};
        const auto forecasts = est.forecasts(over);
        month_facts m{.number = number};
        double year_ago = 0;
        for (const forecast& f : forecasts)
            m.reps.push_back(f.rep());
        for (const rep& member : t.members.reps())
            year_ago += static_cast<double>(t.actual.at({member.id.value, number - 12}));
        m.total = std::llround(growth * year_ago);
        if (m.total <= 0 || m.reps.empty()) continue;
        const quotas anew = of_allocation(allocate(m.total, forecasts));
        const std::vector<quotas> now{of_allocation(allocate(m.total, forecasts, equal_split{})),
                                      last_year(t, m), by_history(t, m), anew,
                                      adjusted(t, m, est, before[4], anew)};
        for (std::size_t i = 0; i < all.size(); ++i) {
            count(all[i], t, m, now[i], before[i]);
            before[i] = now[i];
        }
    }
}

void print(const std::vector<figures>& all) {
    std::printf("| way | true chances: spread in a team | below 20 %% | above 90 %% | mean | at quota | "
                "credited | off the number | jump a month | after a beat | after a miss |\n");
    std::printf("|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (const figures& f : all)
        std::printf(
            "| %s | %.0f points | %.0f %% | %.0f %% | %.0f %% | %.0f %% | %.1f %% | %.0f %% | %.0f %% | "
            "%+.1f %% | %+.1f %% |\n",
            f.name.c_str(), 100 * f.spread / f.team_months, 100 * f.hopeless / f.months,
            100 * f.certain / f.months, 100 * f.chance / f.months, 100 * f.reached / f.months,
            100 * f.credited / f.numbers, 100 * f.gap / f.team_months, 100 * f.jump / f.jumps,
            100 * f.after_beat / f.beats, 100 * f.after_miss / f.misses);
}

} // namespace

int main(int argc, char** argv) {
    const int teams = argc > 1 ? std::atoi(argv[1]) : 200;
    if (teams < 1) {
        std::fprintf(stderr, "usage: does_it_help [TEAMS]\n");
        return 2;
    }
    std::vector<figures> all(5);
    const char* names[] = {"equal split", "last year + 10 %", "proportional to the last 3 months",
                           "equal chance, anew each month", "equal chance, adjusted"};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i].name = names[i];
    for (int number = 0; number < teams; ++number)
        run(simulate(number), all);
    print(all);
}
