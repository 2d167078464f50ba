#include "backtest.hpp"

#include <attain/core/error.hpp>
#include <attain/estimate/engine.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <common/input_error.hpp>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

using attain::day;
using attain::engine;

constexpr std::array<double, 7> levels{0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};

struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
};
template<class T>
using by_name = std::unordered_map<std::string, T, text_hash, std::equal_to<>>;

[[noreturn]] void bad(const std::string& file, std::int64_t row, std::string_view reason) {
    attain::fail(attain::errc::parse, file, reason, row);
}

// Lines of a file, split at commas, one at a time; the first line must be `header`.
class csv_reader {
public:
    csv_reader(std::string file, std::string_view header, std::size_t fields)
        : file_{std::move(file)}, in_{file_} {
        fields_.resize(fields);
        if (!in_) throw example::input_error({file_}, "cannot be read");
        std::getline(in_, line_);
        if (!line_.empty() && line_.back() == '\r') line_.pop_back();
        if (line_ != header)
            throw example::input_error({file_, 1}, "must be the header " + std::string{header});
    }

    bool next() {
        if (!std::getline(in_, line_)) return false;
        ++row_;
        if (!line_.empty() && line_.back() == '\r') line_.pop_back();
        std::string_view rest = line_;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const std::size_t comma = rest.find(',');
            if ((comma == std::string_view::npos) != (i + 1 == fields_.size()))
                bad(file_, row_, "has the wrong number of fields");
            fields_[i] = rest.substr(0, comma);
            if (comma != std::string_view::npos) rest.remove_prefix(comma + 1);
        }
        return true;
    }

    [[nodiscard]] std::string_view text(std::size_t i) const { return fields_[i]; }
    [[nodiscard]] double number(std::size_t i) const {
        double x = 0;
        const auto [end, code] = std::from_chars(fields_[i].data(), fields_[i].data() + fields_[i].size(), x);
        if (code != std::errc{} || end != fields_[i].data() + fields_[i].size() || !std::isfinite(x))
            bad(file_, row_, "is not a number: " + std::string{fields_[i]});
        return x;
    }
    [[nodiscard]] day date(std::size_t i) const { return attain::parse_day(fields_[i]); }

private:
    std::string file_;
    std::ifstream in_;
    std::string line_;
    std::vector<std::string_view> fields_;
    std::int64_t row_ = 0;
};

struct question {
    std::string id;
    std::string series;
    std::string group;
    day as_of;
    day begin;
    day end; // first day after
    double target{};
};

// One engine over named series, with the running totals that "done so far" needs.
class follower {
public:
    follower(attain::metric_kind kind, day first) : engine_{kind, first} {}

    void row(std::string_view series, std::string_view group, double value) {
        const auto [at, added] = series_.try_emplace(std::string{series}, 0U);
        if (added) {
            at->second = engine_.add_series(cohort(group));
            totals_.emplace_back();
        }
        const auto same = std::find_if(today_.begin(), today_.end(),
                                       [own = at->second](const auto& r) { return r.series == own; });
        if (same != today_.end())
            same->value += value;
        else
            today_.push_back({at->second, value});
    }

    void finish_day(day d) {
        engine_.observe(d, today_);
        for (const attain::engine_row& r : today_) {
            auto& t = totals_[r.series];
            t.emplace_back(d, (t.empty() ? 0 : t.back().second) + r.value);
        }
        today_.clear();
    }

    void advance(day to) { engine_.advance(to); }

    // What is still to come of one series.
    attain::mixture remaining(const question& q) {
        const std::uint32_t group = look(q);
        const auto known = series_.find(q.series);
        if (known == series_.end())
            return engine_.predict_newcomer(ahead_, group, ahead_.cohorts[group].exposure).remaining;
        return engine_.predict(ahead_, known->second).remaining;
    }

    // What is still to come of a group, from its members that were active in the last 120 days.
    attain::mixture remaining_of_members(const question& q) {
        const std::uint32_t group = look(q);
        double mean = 0;
        double variance = 0;
        for (std::uint32_t i = 0; i < engine_.size(); ++i) {
            if (engine_.state(i).cohort != group || engine_.state(i).last_active < q.as_of.value - 120)
                continue;
            const attain::mixture one = engine_.predict(ahead_, i).remaining;
            mean += one.mean();
            variance += one.variance();
        }
        return engine_.predict_total(ahead_, mean, variance);
    }

    [[nodiscard]] double done(const question& q) const {
        const auto known = series_.find(q.series);
        if (known == series_.end()) return 0;
        return total_before(known->second, q.as_of) - total_before(known->second, q.begin);
    }

private:
    std::uint32_t cohort(std::string_view name) {
        const auto at = cohorts_.find(name);
        if (at != cohorts_.end()) return at->second;
        return cohorts_
            .emplace(std::string{name}, engine_.add_cohort(static_cast<std::uint32_t>(cohorts_.size())))
            .first->second;
    }

    // Looks ahead to the question's end and returns its group.
    std::uint32_t look(const question& q) {
        const std::uint32_t group = cohort(q.group);
        if (ahead_at_ != engine_.now() || ahead_end_ != q.end || group >= ahead_.cohorts.size()) {
            engine_.look(q.as_of, q.end, ahead_);
            ahead_at_ = engine_.now();
            ahead_end_ = q.end;
        }
        return group;
    }

    [[nodiscard]] double total_before(std::uint32_t series, day d) const {
        const auto& t = totals_[series];
        const auto at =
            std::lower_bound(t.begin(), t.end(), d, [](const auto& x, day y) { return x.first < y; });
        return at == t.begin() ? 0 : std::prev(at)->second;
    }

    engine engine_;
    by_name<std::uint32_t> series_;
    by_name<std::uint32_t> cohorts_;
    std::vector<std::vector<std::pair<day, double>>> totals_; // running total after each active day
    std::vector<attain::engine_row> today_;
    attain::outlook ahead_;
    day ahead_at_{day::min_value};
    day ahead_end_{day::min_value};
};

attain::metric_kind kind_of(std::string_view name, const std::string& file) {
    if (name == "count") return attain::metric_kind::count;
    if (name == "amount") return attain::metric_kind::amount;
    if (name == "signed") return attain::metric_kind::signed_amount;
    bad(file, 0, "kind must be count, amount or signed");
}

// The answer to one question. Questions that differ only in their target share all but the chance.
struct answer {
    attain::mixture remaining;
    double done{};
    std::string rest{}; // quantiles and mean, as they are printed

    answer(const attain::mixture& to_come, double so_far) : remaining{to_come}, done{so_far} {
        std::array<double, levels.size()> quantiles{};
        remaining.quantiles(levels, quantiles);
        for (double x : quantiles)
            put(rest, done + x);
        put(rest, done + remaining.mean());
    }

    [[nodiscard]] std::string line(const question& q) const {
        std::string text = q.id;
        put(text, remaining.tail(q.target - done));
        return text + rest + '\n';
    }

    static void put(std::string& text, double x) {
        std::array<char, 32> digits{};
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), x, std::chars_format::general, 9);
        text += ',';
        text.append(digits.data(), end.ptr);
    }
};

bool differ_in_target_alone(const question& a, const question& b) {
    return a.series == b.series && a.group == b.group && a.as_of == b.as_of && a.begin == b.begin &&
           a.end == b.end;
}

} // namespace

int run_backtest(const std::string& folder) {
    const std::string cases_file = folder + "/cases.csv";
    csv_reader cases{cases_file,
                     "case_id,series_id,group_id,kind,start_date,as_of,period_start,period_end,target", 9};
    std::vector<question> questions;
    attain::metric_kind kind{};
    bool totals = false;
    while (cases.next()) {
        if (questions.empty()) kind = kind_of(cases.text(3), cases_file);
        questions.push_back({std::string{cases.text(0)}, std::string{cases.text(1)},
                             std::string{cases.text(2)}, cases.date(5), cases.date(6), cases.date(7) + 1,
                             cases.number(8)});
        totals = totals || questions.back().series.starts_with('@');
    }
    std::stable_sort(questions.begin(), questions.end(),
                     [](const question& a, const question& b) { return a.as_of < b.as_of; });

    std::ofstream out{folder + "/predictions.csv"};
    out << "case_id,p_attain,q05,q10,q25,q50,q75,q90,q95,mean\n";
    csv_reader history{folder + "/history.csv", "series_id,group_id,date,value", 4};
    if (!history.next()) return 0;
    follower members{kind, history.date(2)};
    auto teams = totals ? std::make_unique<follower>(kind, history.date(2)) : nullptr;
    bool more = true;
    const question* last = nullptr;
    std::optional<answer> given;
    for (const question& q : questions) {
        while (more && history.date(2) < q.as_of) {
            const day d = history.date(2);
            members.advance(d); // a new series is observed from its own first day on
            if (teams) teams->advance(d);
            for (; more && history.date(2) == d; more = history.next()) {
                members.row(history.text(0), history.text(1), history.number(3));
                if (teams) teams->row("@" + std::string{history.text(1)}, "all", history.number(3));
            }
            members.finish_day(d);
            if (teams) teams->finish_day(d);
        }
        members.advance(q.as_of);
        if (teams) teams->advance(q.as_of);
        if (last == nullptr || !differ_in_target_alone(*last, q)) {
            if (teams && q.series.starts_with('@')) {
                question total = q;
                total.group = "all";
                given.emplace(
                    teams->remaining(total).pooled(members.remaining_of_members(q), attain::team_pool),
                    teams->done(total));
            } else {
                given.emplace(members.remaining(q), members.done(q));
            }
        }
        last = &q;
        out << given->line(q);
    }
    return out ? 0 : 1;
}
