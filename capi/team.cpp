// Teams: the roster from columns.
#include "boundary.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

namespace {

std::int64_t row_number(std::size_t i) {
    return static_cast<std::int64_t>(i);
}

calendar to_calendar(const attain_team_args& args) {
    const auto closed = capi::column(args.closed_day, {args.n_closed, "n_closed"}, "closed_day");
    if (args.calendar != nullptr) {
        if (args.weekday_share != nullptr || !closed.empty())
            fail(errc::conflict, "calendar", "is given beside weekday_share or closed_day");
        return args.calendar->value;
    }
    calendar days = calendar::weekdays();
    if (args.weekday_share != nullptr) {
        std::array<fraction, 7> pattern;
        for (std::size_t i = 0; i < pattern.size(); ++i)
            pattern[i] = capi::to_share(args.weekday_share[i], "weekday_share", row_number(i));
        days = calendar{pattern};
    }
    std::vector<special_day> special;
    for (std::size_t i = 0; i < closed.size(); ++i) {
        require_valid(day{closed[i]}, "closed_day", row_number(i));
        special.push_back({day{closed[i]}, fraction::zero(), {}, false});
    }
    return days.set(special);
}

season to_season(const attain_team_args& args) {
    season made;
    const auto with_shape = [&](std::vector<fraction> shape, period_kind within) {
        return args.season_fiscal == nullptr
                   ? made.shape(std::move(shape), within)
                   : made.shape(std::move(shape), within, args.season_fiscal->value);
    };
    if (args.season_months != nullptr) {
        std::array<std::int64_t, 12> shares;
        std::copy_n(args.season_months, shares.size(), shares.begin());
        made = capi::named({{"shares", "season_months"}}, [&] { return made.months(shares); });
    }
    const auto knots = capi::column(args.season_knot, {args.n_season_knots, "n_season_knots"}, "season_knot");
    if (knots.empty()) return made;
    std::vector<fraction> shape;
    for (std::size_t i = 0; i < knots.size(); ++i)
        shape.push_back(capi::to_fraction(knots[i], "season_knot", row_number(i)));
    const auto within = capi::one_of(args.season_within, period_kind::fiscal_year, "season_within");
    return capi::named({{"cumulative", "season_knot"}, {"within", "season_within"}},
                       [&] { return with_shape(std::move(shape), within); });
}

// steps[offsets[i]] to steps[offsets[i + 1] - 1] as a ramp.
ramp to_ramp(const std::int64_t* offsets, const double* steps, std::int64_t n_steps, std::size_t i,
             const char* offsets_name, const char* steps_name) {
    const std::int64_t from = offsets[i];
    const std::int64_t to = offsets[i + 1];
    if (from < 0 || to < from || to > n_steps)
        fail(errc::invalid_argument, offsets_name, "must rise from 0, within the steps", row_number(i));
    std::vector<fraction> shares;
    for (std::int64_t k = from; k < to; ++k)
        shares.push_back(capi::to_share(steps[k], steps_name, k));
    return capi::named({{"ramp", offsets_name}},
                       [&] { return capi::in_row(i, [&] { return ramp::steps(std::move(shares)); }); });
}

// The last row that speaks of a rep, which the roster's rules are about together.
std::int64_t last_row(std::span<const std::int64_t> column, std::int64_t rep) {
    const auto found = std::find(column.rbegin(), column.rend(), rep);
    return found == column.rend() ? error::no_row : std::distance(found, column.rend()) - 1;
}

// What is said about a rep in columns of its own, each row for the rep that it names.
class roster {
public:
    explicit roster(const attain_team_args& args)
        : args_{args}, ids_{capi::column(args.rep_id, {args.n_reps, "n_reps"}, "rep_id")}, rows_{ids_} {}

    std::vector<rep> reps() {
        people();
        absences();
        stints();
        elsewhere();
        fte_changes();
        ramps();
        return std::move(reps_);
    }

private:
    rep& of(std::int64_t id, std::size_t row, const char* argument) {
        return capi::in_row(row, [&]() -> rep& { return reps_[rows_.at(id, argument)]; });
    }
    static fraction share(std::span<const double> column, std::size_t i, const char* argument) {
        return column.empty() ? fraction::one() : capi::to_share(column[i], argument, row_number(i));
    }
    static day valid(std::int32_t number, const char* argument, std::size_t row) {
        require_valid(day{number}, argument, row_number(row));
        return day{number};
    }

    void people() {
        const auto names = capi::column(args_.rep_name, {args_.n_reps, "n_reps"}, "rep_name", true);
        const auto roles = capi::column(args_.rep_role, {args_.n_reps, "n_reps"}, "rep_role", true);
        const auto hired = capi::column(args_.hired, {args_.n_reps, "n_reps"}, "hired", true);
        const auto joined = capi::column(args_.joined, {args_.n_reps, "n_reps"}, "joined", true);
        const auto left = capi::column(args_.left, {args_.n_reps, "n_reps"}, "left", true);
        const auto fte = capi::column(args_.fte, {args_.n_reps, "n_reps"}, "fte", true);
        const auto locations = capi::column(args_.location, {args_.n_locations, "n_locations"}, "location");
        const auto location =
            capi::column(args_.rep_location, {args_.n_reps, "n_reps"}, "rep_location", true);
        const auto shares =
            capi::column(args_.ramp_share, {args_.n_ramp_shares, "n_ramp_shares"}, "ramp_share");
        if (!shares.empty() && !ids_.empty()) capi::require(args_.ramp_offsets, "ramp_offsets");
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            if (ids_[i] == ATTAIN_NULL_UNITS ||
                ids_[i] == 0) // where a rep may stand, they are the team, nobody
                fail(errc::out_of_range, "rep_id", "must not be 0 or ATTAIN_NULL_UNITS", row_number(i));
            rep who{.id = ids_[i],
                    .name = capi::known_text(names, i, "rep_name"),
                    .role = capi::known_text(roles, i, "rep_role"),
                    .hired = capi::known_day(hired, i, "hired"),
                    .joined = capi::known_day(joined, i, "joined"),
                    .left = capi::known_day(left, i, "left"),
                    .fte = share(fte, i, "fte")};
            if (args_.ramp_offsets != nullptr)
                who.ramp = to_ramp(args_.ramp_offsets, args_.ramp_share, args_.n_ramp_shares, i,
                                   "ramp_offsets", "ramp_share");
            if (!location.empty() && location[i] != -1) {
                if (location[i] < 0 || location[i] >= args_.n_locations)
                    fail(errc::out_of_range, "rep_location", "is no location's number", row_number(i));
                who.location =
                    capi::require(locations[static_cast<std::size_t>(location[i])], "location").value;
            }
            reps_.push_back(std::move(who));
        }
    }

    void absences() {
        const auto who = capi::column(args_.absence_rep, {args_.n_absences, "n_absences"}, "absence_rep");
        const auto begin =
            capi::column(args_.absence_begin, {args_.n_absences, "n_absences"}, "absence_begin");
        const auto end = capi::column(args_.absence_end, {args_.n_absences, "n_absences"}, "absence_end");
        const auto part =
            capi::column(args_.absence_share, {args_.n_absences, "n_absences"}, "absence_share", true);
        for (std::size_t i = 0; i < who.size(); ++i) {
            rep& member = of(who[i], i, "absence_rep");
            const absence away{valid(begin[i], "absence_begin", i), valid(end[i], "absence_end", i),
                               share(part, i, "absence_share")};
            // Here the row is known; the team would say whose it is only.
            if (away.end <= away.begin)
                fail(errc::inverted_period, "absence_end", "must be after absence_begin", row_number(i));
            member.absences.push_back(away);
        }
    }

    static stint stay(std::span<const std::int32_t> begin, const char* begin_name,
                      std::span<const std::int32_t> end, const char* end_name, std::size_t i) {
        stint s;
        s.begin = capi::known_day(begin, i, begin_name).value_or(s.begin);
        s.end = capi::known_day(end, i, end_name);
        if (s.end && *s.end <= s.begin)
            fail(errc::inverted_period, end_name, std::string{"must be after "} + begin_name, row_number(i));
        return s;
    }

    void stints() {
        const capi::row_count n{args_.n_stints, "n_stints"};
        const auto who = capi::column(args_.stint_rep, n, "stint_rep");
        const auto begin = capi::column(args_.stint_begin, n, "stint_begin", true);
        const auto end = capi::column(args_.stint_end, n, "stint_end", true);
        const auto role = capi::column(args_.stint_role, n, "stint_role", true);
        for (std::size_t i = 0; i < who.size(); ++i) {
            stint s = stay(begin, "stint_begin", end, "stint_end", i);
            s.role = capi::known_text(role, i, "stint_role");
            of(who[i], i, "stint_rep").stints.push_back(std::move(s));
        }
    }

    void elsewhere() {
        const capi::row_count n{args_.n_elsewhere, "n_elsewhere"};
        const auto who = capi::column(args_.elsewhere_rep, n, "elsewhere_rep");
        const auto begin = capi::column(args_.elsewhere_begin, n, "elsewhere_begin", true);
        const auto end = capi::column(args_.elsewhere_end, n, "elsewhere_end", true);
        for (std::size_t i = 0; i < who.size(); ++i)
            of(who[i], i, "elsewhere_rep")
                .elsewhere.push_back(stay(begin, "elsewhere_begin", end, "elsewhere_end", i));
    }

    void fte_changes() {
        const auto who =
            capi::column(args_.fte_change_rep, {args_.n_fte_changes, "n_fte_changes"}, "fte_change_rep");
        const auto from =
            capi::column(args_.fte_change_from, {args_.n_fte_changes, "n_fte_changes"}, "fte_change_from");
        const auto fte =
            capi::column(args_.fte_change_fte, {args_.n_fte_changes, "n_fte_changes"}, "fte_change_fte");
        for (std::size_t i = 0; i < who.size(); ++i)
            of(who[i], i, "fte_change_rep")
                .fte_changes.push_back(
                    {valid(from[i], "fte_change_from", i), share(fte, i, "fte_change_fte")});
    }

    void ramps() {
        const capi::row_count n{args_.n_ramps, "n_ramps"};
        const auto who = capi::column(args_.ramp_rep, n, "ramp_rep");
        const auto from = capi::column(args_.ramp_from, n, "ramp_from");
        const auto trigger = capi::column(args_.ramp_trigger, n, "ramp_trigger", true);
        const auto resume = capi::column(args_.ramp_resume_month, n, "ramp_resume_month", true);
        capi::column(args_.ramp_step, {args_.n_ramp_steps, "n_ramp_steps"}, "ramp_step");
        if (n.n > 0) capi::require(args_.ramp_step_offsets, "ramp_step_offsets");
        for (std::size_t i = 0; i < who.size(); ++i) {
            ramp_start start;
            start.from = valid(from[i], "ramp_from", i);
            start.schedule = to_ramp(args_.ramp_step_offsets, args_.ramp_step, args_.n_ramp_steps, i,
                                     "ramp_step_offsets", "ramp_step");
            if (!trigger.empty())
                start.trigger = capi::in_row(
                    i, [&] { return capi::one_of(trigger[i], ramp_trigger::other, "ramp_trigger"); });
            if (!resume.empty()) start.resume_month = resume[i];
            if (start.resume_month < 0 || start.resume_month > 600)
                fail(errc::out_of_range, "ramp_resume_month", "must be between 0 and 600", row_number(i));
            of(who[i], i, "ramp_rep").ramp_starts.push_back(std::move(start));
        }
    }

    const attain_team_args& args_;
    std::span<const std::int64_t> ids_;
    capi::id_rows rows_;
    std::vector<rep> reps_;
};

attain_team to_team(const attain_team_args& args) {
    auto made =
        std::make_shared<team>(capi::text_or_empty(args.name, "name"), to_calendar(args), to_season(args));
    auto reps = roster{args}.reps();
    const auto row_in = [&](const std::int64_t* column, std::int64_t n) {
        return [=](std::int64_t rep) {
            return last_row({column, static_cast<std::size_t>(n)}, args.rep_id[rep]);
        };
    };
    capi::named({{"id", "rep_id"}}, [&] {
        capi::named({{"stints", "stint_rep"}}, row_in(args.stint_rep, args.n_stints), [&] {
            capi::named({{"absence", "absence_rep"}}, row_in(args.absence_rep, args.n_absences), [&] {
                capi::named({{"fte_changes", "fte_change_from"}},
                            row_in(args.fte_change_rep, args.n_fte_changes),
                            [&] { made->add_all(std::move(reps)); });
            });
        });
    });
    return {std::move(made)};
}

template<class Option>
void set(Option& option, std::int32_t given, const char* argument) {
    if (given < 0) fail(errc::out_of_range, argument, "must not be negative");
    if (given != 0) option = static_cast<Option>(given);
}

shape_options to_shape_options(const attain_season_fit_args* given) {
    shape_options options;
    if (given == nullptr) return options;
    const auto args = capi::read_args(given, "args");
    set(options.slots, args.slots, "slots");
    set(options.periods, args.periods, "periods");
    set(options.least, args.least, "least");
    if (!std::isfinite(args.standard_errors))
        fail(errc::not_finite, "standard_errors", "must be a finite number");
    if (args.standard_errors != 0) options.standard_errors = args.standard_errors;
    return options;
}

} // namespace

extern "C" {

attain_status attain_team_new(attain_context* context, const attain_team_args* args, attain_team** out) {
    return capi::create(context, out, [&] { return to_team(capi::read_args(args, "args")); });
}

void attain_team_free(attain_team* team) {
    delete team;
}

attain_status attain_season_learn(attain_context* context, const attain_calendar* calendar, int64_t n_periods,
                                  const int32_t* begin, const int32_t* end, int64_t n, const int32_t* day,
                                  const int64_t* quantity, int64_t prior, int32_t slots, double* knots) {
    return capi::guard(context, [&] {
        const auto& days = capi::require(calendar, "calendar").value;
        const auto closed = capi::periods(begin, end, {n_periods, "n_periods"});
        const auto on = capi::column(day, n, "day");
        const auto quantities = capi::quantities(quantity, n, "quantity");
        capi::require(knots, "knots");
        std::vector<dated_quantity> facts;
        facts.reserve(on.size());
        for (std::size_t i = 0; i < on.size(); ++i)
            facts.push_back({attain::day{on[i]}, quantities[i]});
        const auto shape = capi::named({{"closed", "n_periods", errc::empty_input},
                                        {"facts", "quantity", errc::empty_input},
                                        {"facts", "day"},
                                        {"closed", "begin"}},
                                       [&] { return learn_shape(closed, facts, days, slots, prior); });
        capi::write(knots, shape, [](fraction f) { return f.value(); });
    });
}

attain_status attain_season_fit(attain_context* context, const attain_team* team, int64_t metric_id,
                                const attain_ledger* facts, int32_t as_of, int32_t kind,
                                const attain_season_fit_args* args, int64_t capacity, double* knots,
                                int64_t* needed, attain_season_fit_figures* figures) {
    return capi::guard(context, [&] {
        const auto& of = *capi::require(team, "team").value;
        const auto& book = capi::require(facts, "facts").value;
        const shape_options options = to_shape_options(args);
        if (figures != nullptr) capi::read_args(figures, "figures");
        const period_shape shape = learned_shape(of, attain::metric_id{metric_id}, book, day{as_of},
                                                 capi::one_of(kind, period_kind::year, "kind"), options);
        capi::require_room(capacity, shape.cumulative.size(), needed);
        capi::write(knots, shape.cumulative, [](fraction f) { return f.value(); });
        if (figures == nullptr) return;
        attain_season_fit_figures f{};
        f.credible = shape.credible ? 1 : 0;
        f.n_periods = static_cast<std::int64_t>(shape.periods);
        f.gain = shape.gain;
        f.gain_error = shape.gain_error;
        capi::write_result(f, figures, "figures");
    });
}

} // extern "C"
