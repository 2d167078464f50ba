#include <attain/state/estimator_codec.hpp>

#include "values.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr std::uint32_t no_series = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t member_size = 8 + 4 + 4;
constexpr std::size_t total_size = 8 + 4 + 8;

void write_prior(writer& out, const std::optional<host_prior>& prior) {
    write_flag(out, prior.has_value());
    if (!prior) return;
    for (const double x : {prior->per_day, prior->spread, prior->event, prior->worth_days})
        out.number(x);
}

std::optional<host_prior> read_prior(reader& in) {
    if (!read_flag(in)) return std::nullopt;
    host_prior prior;
    for (double* x : {&prior.per_day, &prior.spread, &prior.event, &prior.worth_days})
        in(*x);
    try {
        require_valid(prior);
    } catch (const error&) {
        corrupt("holds a belief that nobody can have");
    }
    return prior;
}

// A state in the state, in its own frame.
void write_engine(writer& out, const engine& e) {
    const std::vector<std::byte> bytes = encode(e);
    out.integer(static_cast<std::uint64_t>(bytes.size()));
    out.bytes().insert(out.bytes().end(), bytes.begin(), bytes.end());
}

engine read_engine(reader& in) {
    return decode_engine(in.block(in.count(1)));
}

void write_totals(writer& out, const std::vector<day_total>& totals) {
    out.integer(static_cast<std::uint64_t>(totals.size()));
    for (const day_total& t : totals) {
        out.integer(t.rep.value);
        v1::write(out, t.day);
        v1::write(out, t.quantity);
    }
}

// Each rep's day once, in order, and sums that fit 64 bits however they are cut.
std::vector<day_total> read_totals(reader& in, day as_of) {
    std::vector<day_total> totals(in.count(total_size));
    int128 together = 0;
    for (day_total& t : totals) {
        t.rep = rep_id{in.integer<std::int64_t>()};
        t.day = read_day(in);
        t.quantity = read_units(in);
        const int128 quantity = t.quantity;
        together += quantity < 0 ? -quantity : quantity;
        if (t.day > as_of) corrupt("holds facts of days that it cannot know");
    }
    if (together > std::numeric_limits<units>::max()) corrupt("holds sums beyond 64 bits");
    const auto not_later = [](const day_total& a, const day_total& b) {
        return std::pair{b.rep, b.day} <= std::pair{a.rep, a.day};
    };
    if (std::ranges::adjacent_find(totals, not_later) != totals.end())
        corrupt("holds sums that are not in order");
    return totals;
}

} // namespace

// The estimator's private parts, for the codec alone.
struct estimator_access {
    static void write(writer& out, const estimator& e) {
        v1::write(out, e.metric_);
        v1::write(out, e.as_of_);
        write_prior(out, e.options_.prior);
        out.number(e.options_.largest_day);
        out.number(e.team_days_);
        out.integer(static_cast<std::uint64_t>(e.members_.size()));
        for (const estimator::member& m : e.members_) {
            out.integer(m.rep.value);
            out.integer(m.cohort);
            out.integer(m.series.value_or(no_series));
        }
        write_totals(out, e.totals_);
        if (!e.engine_) return;
        write_engine(out, *e.engine_);
        write_engine(out, *e.total_);
        if (!e.elsewhere_.empty()) write_totals(out, e.elsewhere_); // of movers; states before them end here
    }

    static estimator read(reader& in, const team& of) {
        const metric what = read_metric(in);
        const day as_of = read_day(in);
        estimator_options options;
        options.prior = read_prior(in);
        options.largest_day = std::bit_cast<double>(in.integer<std::uint64_t>()); // infinity: no bound
        if (!(options.largest_day >= 1)) corrupt("holds a bound below 1");
        double team_days = 0;
        in.not_negative(team_days);
        const std::vector<whose> series = read_members(in);
        std::vector<day_total> totals = read_totals(in, as_of);
        const bool any = !totals.empty();
        for (const day_total& t : totals)
            if (!std::ranges::binary_search(series, t.rep, {}, &whose::rep))
                corrupt("holds facts of somebody who is not in the team");
        require_same(of, series);
        estimator e{of, what, as_of, options, std::move(totals), {}};
        e.team_days_ = team_days;
        for (std::size_t i = 0; i < series.size(); ++i) {
            estimator::member& m = e.members_[i];
            if (m.cohort != series[i].cohort)
                fail(errc::conflict, "team", "has other roles than the bytes", static_cast<std::int64_t>(i));
            if (series[i].number != no_series) m.series = series[i].number;
        }
        if (any) {
            e.engine_ = read_engine(in);
            e.total_ = read_engine(in);
            require_consistent(e);
            if (!in.done()) e.elsewhere_ = read_elsewhere(in, e);
        } else if (std::ranges::any_of(e.members_, [](const auto& m) { return m.series.has_value(); }))
            corrupt("holds series without an engine");
        if (!in.done()) corrupt("has more bytes than its state");
        return e;
    }

private:
    struct whose {
        rep_id rep{};
        std::uint32_t cohort{};
        std::uint32_t number{};
    };

    static std::vector<whose> read_members(reader& in) {
        std::vector<whose> all(in.count(member_size));
        for (whose& w : all) {
            w.rep = rep_id{in.integer<std::int64_t>()};
            w.cohort = in.integer<std::uint32_t>();
            w.number = in.integer<std::uint32_t>();
        }
        const auto not_later = [](const whose& a, const whose& b) { return b.rep <= a.rep; };
        if (std::ranges::adjacent_find(all, not_later) != all.end())
            corrupt("holds reps that are not in order");
        return all;
    }

    // A day elsewhere is one of the record.
    static std::vector<day_total> read_elsewhere(reader& in, const estimator& e) {
        std::vector<day_total> elsewhere = read_totals(in, e.as_of_);
        if (elsewhere.empty()) corrupt("holds no days where it says that some are elsewhere");
        const auto on_record = [&](const day_total& t) {
            const auto own = own_totals(e.totals_, t.rep);
            return std::ranges::binary_search(own, t.day, {}, &day_total::day);
        };
        if (!std::ranges::all_of(elsewhere, on_record))
            corrupt("holds days elsewhere that are not on record");
        return elsewhere;
    }

    static void require_same(const team& of, const std::vector<whose>& in) {
        for (std::size_t i = 0; i < std::max(of.size(), in.size()); ++i)
            if (i >= of.size() || i >= in.size() || of.reps()[i].id != in[i].rep)
                fail(errc::conflict, "team", "has other reps than the bytes", static_cast<std::int64_t>(i));
    }

    // The engines have seen these facts and no others' days.
    static void require_consistent(const estimator& e) {
        const engine& own = *e.engine_;
        const engine& all = *e.total_;
        const day first = e.first_followed_day();
        for (const engine* of : {&own, &all})
            if (of->first() != first || of->now() != e.as_of_ + 1 || of->kind() != e.followed_as())
                corrupt("holds an engine of other days or of another kind");
        if (own.cohorts() != e.cohorts_ || all.cohorts() != 1 || all.size() != 1)
            corrupt("holds an engine of other cohorts");
        std::vector<bool> taken(own.size());
        std::size_t observed = 0;
        for (const estimator::member& m : e.members_) {
            if (!m.series) {
                if (m.first_row != m.last_row) corrupt("holds facts that no series has seen");
                continue;
            }
            if (*m.series >= own.size() || taken[*m.series] || own.state(*m.series).cohort != m.cohort)
                corrupt("holds a rep without a series of its own");
            taken[*m.series] = true;
            ++observed;
        }
        if (observed != own.size()) corrupt("holds a series that is nobody's");
    }
};

std::vector<std::byte> encode(const estimator& e) {
    writer payload;
    estimator_access::write(payload, e);
    return framed(state_kind::estimator, std::move(payload.bytes()));
}

estimator decode_estimator(std::span<const std::byte> bytes, const team& of) {
    reader payload{unframed(state_kind::estimator, bytes)};
    return estimator_access::read(payload, of);
}

} // namespace attain::inline v1
