// The streaming engine in columns: days in, forecasts and bytes out.
#include "forecast_columns.hpp"

#include <cmath>

using namespace attain;

struct attain_engine {
    engine value;
    attain_allocator memory; // it grows where it was made
    std::size_t room{0};     // series that it has memory for
};

namespace {

constexpr double most_presence = 1000; // of a normal day; a series may stand for many people
constexpr double most_exposure = 1e9;  // days

engine::start_profile to_profile(const double* weights) {
    if (weights == nullptr) return engine::unknown_calendar;
    engine::start_profile profile{};
    for (std::size_t k = 0; k < profile.size(); ++k) {
        const auto row = static_cast<std::int64_t>(k);
        if (!std::isfinite(weights[k]))
            fail(errc::not_finite, "weekday_start", "must be a finite number", row);
        if (weights[k] < 0) fail(errc::out_of_range, "weekday_start", "must not be negative", row);
        profile[k] = weights[k];
    }
    return profile;
}

std::uint32_t number_in(std::int64_t number, std::size_t size, const char* argument, std::size_t row) {
    if (number < 0 || static_cast<std::uint64_t>(number) >= size)
        fail(errc::out_of_range, argument, "was never added", static_cast<std::int64_t>(row));
    return static_cast<std::uint32_t>(number);
}

// Each series once. Columns mostly rise.
void require_once(std::span<const std::int64_t> series, const char* argument) {
    for (std::size_t i = 1; i < series.size(); ++i)
        if (series[i] <= series[i - 1]) return capi::id_rows{series}.require_once(argument);
}

void require_value(double value, const char* argument, std::size_t row) {
    if (!std::isfinite(value))
        fail(errc::not_finite, argument, "must be a finite number", static_cast<std::int64_t>(row));
    if (std::abs(value) > static_cast<double>(unlimited) * 2)
        fail(errc::out_of_range, argument, "is more than 64 bits hold", static_cast<std::int64_t>(row));
}

// Days up to which the engine is asked to go: none so far ahead that it is a slip of the pen.
void require_step(const engine& e, day to, const char* argument) {
    constexpr std::int32_t century = 36'525;
    require_valid(to, argument);
    if (to.value - e.now().value > century)
        fail(errc::out_of_range, argument, "is more than a century after the days seen");
}

// As an estimator grades: by the effective days behind it, and the cohort's share.
evidence to_evidence(const engine::prediction& p) {
    evidence e{evidence_grade::prior_only, p.effective_days, p.prior_weight};
    if (p.effective_days > 0) e.grade = evidence_grade::thin;
    if (p.effective_days >= 20 && p.prior_weight <= 0.5)
        e.grade = p.effective_days < 60 ? evidence_grade::fair : evidence_grade::solid;
    return e;
}

forecast to_forecast(const engine& of, const outlook& ahead, const period& over, std::uint32_t series,
                     double exposure) {
    const auto p = std::isnan(exposure) ? of.predict(ahead, series) : of.predict(ahead, series, exposure);
    return {{.period = over, .kind = of.kind(), .evidence = to_evidence(p)}, p.remaining};
}

} // namespace

extern "C" {

attain_status attain_engine_new(attain_context* context, int32_t kind, int32_t first,
                                const double* weekday_start, attain_engine** out) {
    return capi::create(context, out, [&] {
        const auto what = capi::one_of(kind, metric_kind::signed_amount, "kind");
        require_valid(day{first}, "first");
        return attain_engine{engine{what, day{first}, to_profile(weekday_start)}, capi::memory_of(context)};
    });
}

void attain_engine_free(attain_engine* engine) {
    delete engine;
}

attain_status attain_engine_add_cohort(attain_context* context, attain_engine* engine, int64_t team,
                                       int64_t* cohort) {
    return capi::guard(context, [&] {
        attain_engine& in = capi::require(engine, "engine");
        capi::require(cohort, "cohort");
        const capi::heap_scope heap{in.memory};
        attain::engine& e = in.value;
        if (team < 0 || static_cast<std::uint64_t>(team) > e.teams())
            fail(errc::out_of_range, "team", "is not the next unused number");
        *cohort = e.add_cohort(static_cast<std::uint32_t>(team));
    });
}

attain_status attain_engine_add_series(attain_context* context, attain_engine* engine, int64_t n,
                                       const int64_t* cohort, const int32_t* hired, int64_t* first) {
    return capi::guard(context, [&] {
        attain_engine& in = capi::require(engine, "engine");
        attain::engine& e = in.value;
        const auto cohorts = capi::column(cohort, n, "cohort");
        const auto since = capi::column(hired, n, "hired", true);
        capi::require(first, "first");
        for (std::size_t i = 0; i < cohorts.size(); ++i) {
            (void)number_in(cohorts[i], e.cohorts(), "cohort", i);
            (void)capi::known_day(since, i, "hired");
        }
        const std::size_t before = e.size();
        if (cohorts.size() > std::numeric_limits<std::int32_t>::max() - before)
            fail(errc::out_of_range, "n", "is more series than an engine follows");
        const capi::heap_scope heap{in.memory};
        // Room for all before the first; twice as much as there was when that is more, so that adding one by
        // one stays cheap.
        if (before + cohorts.size() > in.room) {
            const std::size_t room = std::max(before + cohorts.size(), 2 * before);
            e.reserve(room);
            in.room = room;
        }
        for (std::size_t i = 0; i < cohorts.size(); ++i)
            (void)e.add_series(static_cast<std::uint32_t>(cohorts[i]), capi::known_day(since, i, "hired"));
        *first = static_cast<std::int64_t>(before);
    });
}

attain_status attain_engine_observe(attain_context* context, attain_engine* engine, int32_t day, int64_t n,
                                    const int64_t* series, const double* value, int64_t n_presence,
                                    const int64_t* presence_series, const double* presence_share) {
    return capi::guard(context, [&] {
        attain::engine& e = capi::require(engine, "engine").value;
        const auto who = capi::column(series, n, "series");
        const auto values = capi::column(value, n, "value");
        const auto there = capi::column(presence_series, {n_presence, "n_presence"}, "presence_series");
        const auto shares = capi::column(presence_share, {n_presence, "n_presence"}, "presence_share");
        require_once(who, "series");
        require_once(there, "presence_series");
        std::vector<engine_row> rows;
        rows.reserve(who.size());
        for (std::size_t i = 0; i < who.size(); ++i) {
            require_value(values[i], "value", i);
            rows.push_back({number_in(who[i], e.size(), "series", i), values[i]});
        }
        std::vector<engine_presence> presence;
        presence.reserve(there.size());
        for (std::size_t i = 0; i < there.size(); ++i) {
            require_value(shares[i], "presence_share", i);
            if (!(shares[i] >= 0 && shares[i] <= most_presence))
                fail(errc::out_of_range, "presence_share", "must be from 0 to 1000",
                     static_cast<std::int64_t>(i));
            presence.push_back({number_in(there[i], e.size(), "presence_series", i), shares[i]});
        }
        const attain::day when = day == ATTAIN_NULL_DAY ? e.now() : attain::day{day};
        require_step(e, when, "day");
        e.observe(when, rows, presence);
    });
}

attain_status attain_engine_advance(attain_context* context, attain_engine* engine, int32_t to) {
    return capi::guard(context, [&] {
        attain::engine& e = capi::require(engine, "engine").value;
        require_step(e, day{to}, "to");
        e.advance(day{to}, capi::stop_of(context));
    });
}

attain_status attain_engine_correct(attain_context* context, attain_engine* engine, int64_t n,
                                    const int64_t* series, const int32_t* day, const double* before,
                                    const double* after) {
    return capi::guard(context, [&] {
        attain::engine& e = capi::require(engine, "engine").value;
        const auto who = capi::column(series, n, "series");
        const auto days = capi::column(day, n, "day");
        const auto was = capi::column(before, n, "before");
        const auto is = capi::column(after, n, "after");
        for (std::size_t i = 0; i < who.size(); ++i) { // all of them can be made before the first is
            (void)number_in(who[i], e.size(), "series", i);
            require_value(was[i], "before", i);
            require_value(is[i], "after", i);
            capi::in_row(i, [&] {
                (void)e.corrected(static_cast<std::uint32_t>(who[i]), attain::day{days[i]}, was[i], is[i]);
            });
        }
        for (std::size_t i = 0; i < who.size(); ++i)
            e.correct(static_cast<std::uint32_t>(who[i]), attain::day{days[i]}, was[i], is[i]);
    });
}

attain_status attain_engine_merge(attain_context* context, attain_engine* into, const attain_engine* from) {
    return capi::guard(context, [&] {
        attain_engine& in = capi::require(into, "into");
        const attain_engine& part = capi::require(from, "from");
        if (&in == &part) fail(errc::conflict, "from", "must be another engine");
        capi::named({{"part", "from"}}, [&] { in.value.merge(part.value); });
    });
}

attain_status attain_engine_summary(attain_context* context, const attain_engine* engine,
                                    attain_engine_figures* out) {
    return capi::guard(context, [&] {
        const attain::engine& e = capi::require(engine, "engine").value;
        attain_engine_figures f{};
        f.kind = static_cast<std::int32_t>(e.kind());
        f.next_day = e.now().value;
        f.n_cohorts = static_cast<std::int64_t>(e.cohorts());
        f.n_series = static_cast<std::int64_t>(e.size());
        capi::write_result(f, out, "out");
    });
}

attain_status attain_engine_forecast(attain_context* context, const attain_engine* engine, int32_t begin,
                                     int32_t end, int64_t n, const int64_t* series, const double* exposure,
                                     const int64_t* target, const attain_forecast_columns* out) {
    return capi::guard(context, [&] {
        const attain::engine& e = capi::require(engine, "engine").value;
        const auto who = capi::column(series, n, "series");
        const auto time = capi::column(exposure, n, "exposure", true);
        const auto args = capi::read_args(out, "out");
        const capi::forecast_columns to{args, capi::column(target, n, "target", true), who.size()};
        const period over = capi::to_period(begin, end);
        std::int64_t failed = 0;
        for (std::size_t i = 0; i < who.size(); ++i) {
            if (!time.empty() && (time[i] < 0 || time[i] > most_exposure))
                fail(errc::out_of_range, "exposure", "must be from 0 to 1e9 days",
                     static_cast<std::int64_t>(i));
            if (who[i] >= 0 && static_cast<std::uint64_t>(who[i]) < e.size()) continue;
            if (args.row_status == nullptr) (void)number_in(who[i], e.size(), "series", i);
            ++failed;
        }
        const outlook ahead = e.look(over.begin, over.end);
        for (std::size_t i = 0; i < who.size(); ++i) {
            capi::stop_of(context).poll();
            if (who[i] < 0 || static_cast<std::uint64_t>(who[i]) >= e.size())
                to.write_refused(i);
            else
                to.write(i, to_forecast(e, ahead, over, static_cast<std::uint32_t>(who[i]),
                                        time.empty() ? capi::unknown : time[i]));
        }
        if (args.failed != nullptr) *args.failed = failed;
    });
}

attain_status attain_engine_encode(attain_context* context, const attain_engine* engine, int64_t capacity,
                                   uint8_t* bytes, int64_t* needed) {
    return capi::guard(context, [&] {
        capi::write_bytes(encode(capi::require(engine, "engine").value), bytes, capacity, needed);
    });
}

attain_status attain_engine_decode(attain_context* context, const uint8_t* bytes, int64_t n_bytes,
                                   attain_engine** out) {
    return capi::create(context, out, [&] {
        attain_engine made{decode_engine(std::as_bytes(capi::column(bytes, {n_bytes, "n_bytes"}, "bytes"))),
                           capi::memory_of(context)};
        made.room = made.value.size();
        made.value.reserve(made.room);
        return made;
    });
}

} // extern "C"
