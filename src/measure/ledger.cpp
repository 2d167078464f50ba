#include <attain/core/int128.hpp>
#include <attain/measure/ledger.hpp>

#include "day_sum.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

namespace attain::inline v1 {

namespace {

[[noreturn]] void refuse(row_status why, std::int64_t row) {
    switch (why) {
    case row_status::bad_day:
        fail(errc::out_of_range, "day", "must be a day between 1400-01-01 and 9999-12-31", row);
    case row_status::bad_channel:
        fail(errc::unknown_id, "channel", "no channel has this number", row);
    case row_status::bad_currency:
        fail(errc::parse, "currency", "is no currency's number", row);
    case row_status::bad_quantity:
        fail(errc::out_of_range, "quantity", "must be known", row);
    case row_status::bad_event:
        fail(errc::invalid_argument, "reverses", "an event cannot take back itself", row);
    default:
        fail(errc::invalid_argument, "credit", "is not a split of 100 %", row);
    }
}

bool in_domain(std::int32_t d) {
    return day::min_value <= d && d <= day::max_value;
}

// By kind and rep: what is equal compares equal.
void put_in_order(std::vector<credit_share>& shares) {
    std::sort(shares.begin(), shares.end(), [](const credit_share& a, const credit_share& b) {
        return std::tuple{a.kind, a.rep} < std::tuple{b.kind, b.rep};
    });
}

bool sums_up(std::span<const credit_share> shares) {
    try {
        require_credit(shares);
        return true;
    } catch (const error&) {
        return false;
    }
}

// The columns, row by row.
class reader {
public:
    reader(const fact_columns& columns, std::size_t channels);

    [[nodiscard]] std::size_t size() const { return c_.day.size(); }
    [[nodiscard]] row_status check(std::size_t i);
    [[nodiscard]] book::row row(std::size_t i) const;
    [[nodiscard]] std::span<const credit_share> credit(std::size_t i);

private:
    template<class T>
    static T at(std::span<const T> column, std::size_t i, T otherwise) {
        return column.empty() ? otherwise : column[i];
    }
    [[nodiscard]] bool shared(std::size_t i) const {
        return !c_.credit_offset.empty() && c_.credit_offset[i] < c_.credit_offset[i + 1];
    }

    const fact_columns& c_;
    std::int64_t channels_;
    std::vector<credit_share> shares_;
};

reader::reader(const fact_columns& columns, std::size_t channels)
    : c_{columns}, channels_{static_cast<std::int64_t>(channels)} {
    const auto fits = [n = size()](std::size_t length) { return length == 0 || length == n; };
    const bool split = !c_.credit_offset.empty();
    if (!(c_.rep.size() == size() || (split && c_.rep.empty())) || !fits(c_.quantity.size()) ||
        !fits(c_.channel.size()) || !fits(c_.event.size()) || !fits(c_.version.size()) ||
        !fits(c_.reverses.size()) || !fits(c_.beyond.size()) || !fits(c_.known.size()) ||
        !fits(c_.currency.size()))
        fail(errc::invalid_argument, "columns", "must all have the same length");
    if (!split) return;
    const auto credits = static_cast<std::int64_t>(c_.credit.size());
    if (c_.credit_offset.size() != size() + 1 || c_.credit_offset.front() < 0 ||
        c_.credit_offset.back() > credits || !std::ranges::is_sorted(c_.credit_offset))
        fail(errc::invalid_argument, "credit_offset", "must rise, one more than rows, within credit");
}

row_status reader::check(std::size_t i) {
    if (!in_domain(c_.day[i]) || (!c_.known.empty() && !in_domain(c_.known[i]))) return row_status::bad_day;
    if (at(c_.quantity, i, units{1}) == unknown_quantity) return row_status::bad_quantity;
    const std::int64_t channel = at(c_.channel, i, channel_id{}).value;
    if (channel < 0 || channel >= channels_) return row_status::bad_channel;
    const event_id event = at(c_.event, i, event_id{});
    if (event != event_id{} && event == at(c_.reverses, i, event_id{})) return row_status::bad_event;
    if (shared(i) ? !sums_up(credit(i)) : c_.rep.empty()) return row_status::bad_credit;
    if (!c_.currency.empty() && c_.currency[i] != 0) {
        try {
            (void)currency::from_number(c_.currency[i]);
        } catch (const error&) {
            return row_status::bad_currency;
        }
    }
    return row_status::recorded;
}

book::row reader::row(std::size_t i) const {
    const day on{c_.day[i]};
    book::row r{};
    r.rep = at(c_.rep, i, rep_id{});
    r.event = at(c_.event, i, event_id{});
    r.reverses = at(c_.reverses, i, event_id{});
    r.quantity = at(c_.quantity, i, units{1});
    r.day = on;
    r.known = std::max(on, c_.known.empty() ? on : day{c_.known[i]});
    r.version = at(c_.version, i, 0);
    r.channel = static_cast<std::int32_t>(at(c_.channel, i, channel_id{}).value);
    r.currency = c_.currency.empty() ? currency{} : currency::from_number(c_.currency[i]);
    r.beyond = at(c_.beyond, i, std::uint8_t{0}) != 0;
    if (shared(i)) r.rep = {};
    return r;
}

std::span<const credit_share> reader::credit(std::size_t i) {
    if (!shared(i)) return {};
    const auto first = static_cast<std::size_t>(c_.credit_offset[i]);
    const auto last = static_cast<std::size_t>(c_.credit_offset[i + 1]);
    shares_.assign(c_.credit.begin() + static_cast<std::ptrdiff_t>(first),
                   c_.credit.begin() + static_cast<std::ptrdiff_t>(last));
    put_in_order(shares_);
    return shares_;
}

} // namespace

std::span<const day_total> own_totals(std::span<const day_total> sorted, rep_id rep) {
    const auto first = std::ranges::lower_bound(sorted, rep, {}, &day_total::rep);
    return {first, std::ranges::upper_bound(first, sorted.end(), rep, {}, &day_total::rep)};
}

ledger::ledger(memory_resource* memory) : memory_{or_default(memory)} {}

channel_id ledger::channel(std::string_view name) {
    const auto found = channels_.find(name);
    if (found != channels_.end()) return found->second;
    const channel_id id = static_cast<std::int64_t>(channel_names_.size());
    if (channel_names_.size() == channel_names_.capacity()) channel_names_.reserve(2 * channel_names_.size());
    std::string kept{name};
    channels_.emplace(name, id);
    channel_names_.push_back(std::move(kept)); // both know it, or neither: there is room
    return id;
}

ledger::shelf& ledger::shelf_of(metric_id metric) {
    return shelves_.try_emplace(metric, memory_).first->second;
}

void ledger::convert(metric_id metric, conversion how) {
    shelf& s = shelf_of(metric);
    s.rates = std::move(how);
    s.sealed = s.rows.rows().empty();
}

row_status ledger::keep(shelf& into, const book::row& r, std::span<const credit_share> credit) {
    if (book::row* there = into.rows.twin(r, credit)) {
        if (r.known < there->known) {
            there->known = r.known;
            into.sealed = false;
        }
        ++duplicates_;
        return row_status::duplicate;
    }
    into.rows.add(r, credit);
    into.last_known = std::max(into.last_known, r.known);
    into.sealed = false;
    return row_status::recorded;
}

row_status ledger::record(const fact& f) {
    require_valid(f.day, "day");
    if (f.known) require_valid(*f.known, "known");
    if (f.quantity == unknown_quantity) refuse(row_status::bad_quantity, error::no_row);
    if (f.event != event_id{} && f.event == f.reverses) refuse(row_status::bad_event, error::no_row);
    std::vector<credit_share> credit{f.credit.begin(), f.credit.end()};
    if (!credit.empty()) require_credit(credit);
    put_in_order(credit);
    book::row r{};
    r.rep = credit.empty() ? f.rep : rep_id{};
    r.event = f.event;
    r.reverses = f.reverses;
    r.quantity = f.quantity;
    r.day = f.day;
    r.known = std::max(f.day, f.known.value_or(f.day));
    r.version = f.version;
    r.channel = static_cast<std::int32_t>(channel(f.channel).value);
    r.currency = f.currency;
    r.beyond = f.beyond;
    return keep(shelf_of(f.metric), r, credit);
}

std::size_t ledger::record(metric_id metric, const fact_columns& columns, stop_flag stop) {
    reader rows{columns, channel_names_.size()};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        stop.poll(i);
        if (const row_status why = rows.check(i); why != row_status::recorded)
            refuse(why, static_cast<std::int64_t>(i));
    }
    shelf& into = shelf_of(metric);
    into.rows.reserve(rows.size(), columns.credit.size(), !columns.event.empty());
    std::size_t again = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        again += keep(into, rows.row(i), rows.credit(i)) == row_status::duplicate ? 1U : 0U;
    return again;
}

std::size_t ledger::record(metric_id metric, const fact_columns& columns, std::span<row_status> status,
                           stop_flag stop) {
    reader rows{columns, channel_names_.size()};
    if (status.size() != rows.size())
        fail(errc::invalid_argument, "status", "must have one element for every row");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        stop.poll(i);
        status[i] = rows.check(i);
    }
    shelf& into = shelf_of(metric);
    into.rows.reserve(rows.size(), columns.credit.size(), !columns.event.empty());
    std::size_t bad = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (status[i] == row_status::recorded)
            status[i] = keep(into, rows.row(i), rows.credit(i));
        else
            ++bad;
    }
    return bad;
}

void ledger::seal() {
    for (auto& [metric, s] : shelves_) {
        if (s.sealed) continue;
        s.resolved = s.rows.resolve(s.rates ? &*s.rates : nullptr, memory_);
        s.sealed = true;
    }
}

bool ledger::sealed() const noexcept {
    return std::ranges::all_of(shelves_, [](const auto& s) { return s.second.sealed; });
}

std::size_t ledger::size() const noexcept {
    std::size_t rows = 0;
    for (const auto& [metric, s] : shelves_)
        rows += s.rows.rows().size();
    return rows;
}

// Hands over the metric's lines: the sealed ones, or private ones. Those do not come from memory_, which need
// not stand several threads asking at once.
template<class Visit>
void ledger::visit(metric_id metric, Visit&& with) const {
    const auto found = shelves_.find(metric);
    if (found == shelves_.end()) return;
    const shelf& s = found->second;
    if (s.sealed)
        with(s.resolved);
    else
        with(s.rows.resolve(s.rates ? &*s.rates : nullptr, or_default(nullptr)));
}

std::optional<day> ledger::first_day(metric_id metric) const {
    const auto found = shelves_.find(metric);
    if (found == shelves_.end() || found->second.rows.rows().empty()) return std::nullopt;
    return std::ranges::min(found->second.rows.rows(), {}, &book::row::day).day;
}

std::size_t ledger::later_than(metric_id metric, attain::day as_of) const {
    const auto found = shelves_.find(metric);
    if (found == shelves_.end() || found->second.last_known <= as_of) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(
        found->second.rows.rows(), [as_of](const book::row& r) { return as_of < r.known; }));
}

namespace {

[[nodiscard]] bool asked(const book::line& l, const ledger_query& query) {
    return l.counts(query.as_of) && l.kind == query.credit &&
           (!query.channel || l.channel == query.channel->value);
}

} // namespace

std::vector<book::line> ledger::lines(metric_id metric, const ledger_query& query) const {
    std::vector<book::line> out;
    visit(metric, [&](const book::lines& all) {
        std::ranges::copy_if(all.credited, std::back_inserter(out),
                             [&](const book::line& l) { return asked(l, query); });
    });
    return out;
}

std::vector<book::line> ledger::lines(metric_id metric, const ledger_query& query,
                                      std::span<const rep_id> reps) const {
    std::vector<rep_id> of{reps.begin(), reps.end()};
    std::sort(of.begin(), of.end());
    of.erase(std::unique(of.begin(), of.end()), of.end());
    std::vector<book::line> out;
    visit(metric, [&](const book::lines& all) {
        auto from = all.credited.begin();
        for (const rep_id rep : of) {
            from = std::ranges::lower_bound(from, all.credited.end(), rep, {}, &book::line::rep);
            for (; from != all.credited.end() && from->rep == rep; ++from)
                if (asked(*from, query)) out.push_back(*from);
        }
    });
    return out;
}

std::vector<day_total> ledger::totals(metric_id metric, const ledger_query& query) const {
    std::vector<book::line> counted;
    const auto day_of = [&](const book::line& l) {
        return query.reversals == reversal_policy::restate ? l.origin : l.day;
    };
    std::vector<day_total> sums;
    int128 sum = 0;
    const auto close = [&] {
        if (!sums.empty()) sums.back().quantity = sum_of_day(sum, sums.back().rep, sums.back().day);
        sum = 0;
    };
    const auto add = [&](const book::line& l) {
        if (sums.empty() || sums.back().rep != l.rep || sums.back().day != day_of(l)) {
            close();
            sums.push_back({l.rep, day_of(l), 0});
        }
        sum += l.quantity;
    };
    if (query.reversals == reversal_policy::effective_date) {
        visit(metric, [&](const book::lines& all) {
            for (const book::line& l : all.credited)
                if (asked(l, query)) add(l);
        });
    } else {
        counted = lines(metric, query);
        std::stable_sort(counted.begin(), counted.end(), [](const book::line& a, const book::line& b) {
            return a.rep != b.rep ? a.rep < b.rep : a.origin < b.origin;
        });
        for (const book::line& l : counted)
            add(l);
    }
    close();
    return sums;
}

std::vector<ledger_finding> ledger::findings(metric_id metric, attain::day as_of) const {
    return findings(metric, as_of, [](rep_id, attain::day) { return true; });
}

std::vector<ledger_finding> ledger::findings(metric_id metric, attain::day as_of,
                                             const std::function<bool(rep_id, attain::day)>& concerns) const {
    std::vector<ledger_finding> out;
    visit(metric, [&](const book::lines& all) {
        const book& rows = shelves_.at(metric).rows;
        for (const book::dated_finding& f : all.findings) {
            if (as_of < f.known || f.until <= as_of) continue;
            const book::row& row = rows.rows()[f.row];
            const auto shares = rows.credit_of(row);
            if (shares.empty() ? concerns(row.rep, row.day)
                               : std::ranges::any_of(
                                     shares, [&](const credit_share& s) { return concerns(s.rep, row.day); }))
                out.push_back(f.what);
        }
    });
    return out;
}

} // namespace attain::inline v1
