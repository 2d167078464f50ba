// Scores on real histories, where they are to be had: the log score of the engine against the normal
// distribution of the trailing year's months, which is what a spreadsheet does.
//
// ATTAIN_REAL_DATA names a folder with tables NAME.csv.gz (series_id,group_id,date,value; one row per day
// with something on it). Skipped without it. The sets are not named here: bounds hold for each and for all.
#include <attain/estimate/engine.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/time/period.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace attain;

namespace {

struct row {
    day on{};
    std::uint32_t series{};
    double value{};
};

struct real_set {
    std::vector<row> rows{}; // by day
    std::vector<std::uint32_t> cohort{};
    std::uint32_t cohorts{};
    metric_kind kind{};
};

real_set read(const std::filesystem::path& file) {
    const std::string command = "gzip -dc '" + file.string() + "'";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in{popen(command.c_str(), "r"), pclose};
    REQUIRE(in != nullptr);
    real_set set;
    std::map<std::string, std::uint32_t> series;
    std::map<std::string, std::uint32_t> groups;
    std::array<char, 256> line{};
    bool head = true;
    double largest = 0;
    bool negative = false;
    while (std::fgets(line.data(), static_cast<int>(line.size()), in.get()) != nullptr) {
        if (std::exchange(head, false)) continue;
        std::array<std::string, 4> field;
        std::size_t at = 0;
        for (const char* c = line.data(); *c != '\0' && *c != '\n' && *c != '\r'; ++c)
            if (*c == ',')
                ++at;
            else
                field.at(at) += *c;
        const auto [s, added] = series.try_emplace(field[0], static_cast<std::uint32_t>(series.size()));
        const auto g = groups.try_emplace(field[1], static_cast<std::uint32_t>(groups.size())).first;
        if (added) set.cohort.push_back(g->second);
        const double value = std::strtod(field[3].c_str(), nullptr);
        largest = std::max(largest, value);
        negative = negative || value < 0;
        set.rows.push_back({parse_day(field[2]), s->second, value});
    }
    std::stable_sort(set.rows.begin(), set.rows.end(),
                     [](const row& a, const row& b) { return a.on < b.on; });
    set.cohorts = static_cast<std::uint32_t>(groups.size());
    set.kind = negative         ? metric_kind::signed_amount
               : largest > 1000 ? metric_kind::amount
                                : metric_kind::count;
    return set;
}

struct scores {
    double ours{};
    double spreadsheet{};
    double cases{};
    double inside80{};
    double questions{};
    double accepted{};   // grids
    double grid_error{}; // the largest of an accepted one
};

// The largest difference in probability between an accepted grid and the exact tail over chances in
// [0.02, 0.98], at some 300 places; NaN where the grid is not accepted.
double grid_error(const mixture& m) {
    std::array<grid_point, mixture::max_points> points{};
    const quantile_grid g = quantile_grid::fit(std::span{points}.first(m.points(points)));
    if (!g.accepted()) return std::nan("");
    const double high = m.quantile(0.98);
    double x = std::ceil(m.quantile(0.02));
    const double step = std::max(1.0, std::floor((high - x) / 300));
    double worst = 0;
    for (; x <= high; x += step)
        if (const double exact = m.tail(x); exact >= 0.02 && exact <= 0.98)
            worst = std::max(worst, std::abs(g.tail(static_cast<units>(x)) - exact));
    return worst;
}

double log_loss(double p, bool happened) {
    const double clipped = std::clamp(p, 0.001, 0.999);
    return -std::log(happened ? clipped : 1 - clipped);
}

double normal_tail(double x, const std::vector<double>& months) {
    double mean = 0;
    for (const double m : months)
        mean += m / static_cast<double>(months.size());
    double variance = 0;
    for (const double m : months)
        variance += (m - mean) * (m - mean) / std::max(1.0, static_cast<double>(months.size()) - 1);
    const double sd = std::max(std::sqrt(variance), 0.1 * std::abs(mean) + 1e-9);
    return std::erfc((x - mean) / (sd * std::sqrt(2.0))) / 2;
}

// On the eve of each of the last eight whole months, of everybody who moved in the 60 days before and has a
// quarter of history: reach 75, 100, 125 % of the trailing quarter's mean month?
scores judge(const real_set& set) {
    std::vector<period> months;
    const day last = set.rows.back().on;
    period p = containing(period_kind::month, last);
    if (p.last() > last) p = previous(p);
    for (int i = 0; i < 8; ++i, p = previous(p))
        months.insert(months.begin(), p);

    std::vector<std::map<day, double>> by_month(set.cohort.size()); // totals by the month's first day
    for (const row& r : set.rows)
        by_month[r.series][containing(period_kind::month, r.on).begin] += r.value;

    engine e{set.kind, set.rows.front().on};
    for (std::uint32_t c = 0; c < set.cohorts; ++c)
        (void)e.add_cohort(c);
    constexpr std::uint32_t unseen = ~0U;
    std::vector<std::uint32_t> id(set.cohort.size(), unseen);
    std::vector<day> since(set.cohort.size());
    std::vector<day> moved(set.cohort.size());
    std::vector<engine_row> today;
    scores s;
    std::size_t next = 0;
    for (const period& month : months) {
        while (next < set.rows.size() && set.rows[next].on < month.begin) {
            const day d = set.rows[next].on;
            e.advance(d);
            today.clear();
            for (; next < set.rows.size() && set.rows[next].on == d; ++next) {
                const row& r = set.rows[next];
                if (id[r.series] == unseen) {
                    id[r.series] = e.add_series(set.cohort[r.series]);
                    since[r.series] = d;
                }
                moved[r.series] = d;
                today.push_back({id[r.series], r.value});
            }
            e.observe(d, today);
        }
        e.advance(month.begin);
        const outlook ahead = e.look(month.begin, month.end);
        for (std::size_t i = 0; i < id.size(); ++i) {
            if (id[i] == unseen || moved[i] < month.begin - 60 || since[i] > month.begin - 92) continue;
            std::vector<double> trailing;
            period past = previous(month);
            for (int k = 0; k < 12 && past.begin >= since[i]; ++k, past = previous(past)) {
                const auto at = by_month[i].find(past.begin);
                trailing.push_back(at == by_month[i].end() ? 0 : at->second);
            }
            if (trailing.size() < 2) continue;
            const std::size_t quarter = std::min<std::size_t>(3, trailing.size());
            double usual = 0;
            for (std::size_t k = 0; k < quarter; ++k)
                usual += trailing[k] / static_cast<double>(quarter);
            const auto came = by_month[i].find(month.begin);
            const double total = came == by_month[i].end() ? 0 : came->second;
            const mixture m = e.predict(ahead, id[i]).remaining;
            s.inside80 += m.quantile(0.1) <= total && total <= m.quantile(0.9);
            ++s.questions;
            const double off = grid_error(m);
            s.accepted += std::isnan(off) ? 0 : 1;
            s.grid_error = std::fmax(s.grid_error, off);
            for (const double share : {0.75, 1.0, 1.25}) {
                double target = share * usual;
                if (set.kind == metric_kind::count) target = std::max(1.0, std::round(target));
                s.ours += log_loss(m.tail(target), total >= target);
                const double edge = set.kind == metric_kind::count ? target - 0.5 : target;
                s.spreadsheet += log_loss(normal_tail(edge, trailing), total >= target);
                ++s.cases;
            }
        }
    }
    s.ours /= s.cases;
    s.spreadsheet /= s.cases;
    s.inside80 /= s.questions;
    s.accepted /= s.questions;
    return s;
}

} // namespace

TEST_CASE("real histories: better than the trailing year's normal distribution, and 80 % means 80 %") {
    const char* folder = std::getenv("ATTAIN_REAL_DATA");
    if (folder == nullptr) {
        MESSAGE("SKIPPED: set ATTAIN_REAL_DATA to the folder with the real data to run this test");
        return;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().string().ends_with(".csv.gz")) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) {
        MESSAGE("SKIPPED: no tables in that folder");
        return;
    }
    double relative = 0;
    double absolute = 0;
    for (const auto& file : files) {
        const real_set set = read(file);
        const scores s = judge(set);
        CAPTURE(s.cases);
        CAPTURE(s.ours);
        CAPTURE(s.spreadsheet);
        CAPTURE(s.inside80);
        // Stable teams that close much the same every month are what a normal distribution is good at: there
        // the engine may be a little behind (measured 1.01, elsewhere 0.84 to 0.91).
        CHECK(s.ours / s.spreadsheet < 1.03);
        CHECK(s.inside80 > 0.70); // 0.74 to 0.91; some 170 to 240 months of people who share them
        CHECK(s.inside80 < 0.95);
        // What the allocator promises of a rep on the grid, for every kind of metric. Many amounts of people
        // with idle months are not accepted (nothing at all is a jump) and go by their exact tails.
        CAPTURE(s.accepted);
        CAPTURE(s.grid_error);
        CHECK(s.grid_error <= 0.003);
        CHECK(s.accepted > 0.05); // 0.11 to 1
        if (set.kind == metric_kind::count) CHECK(s.accepted == 1);
        relative += std::log(s.ours / s.spreadsheet) / static_cast<double>(files.size());
        absolute += std::log(s.ours) / static_cast<double>(files.size());
    }
    CHECK(std::exp(relative) < 0.945); // 0.920
    CHECK(std::exp(absolute) < 0.610); // 0.597
}
