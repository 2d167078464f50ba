// Periods and teams.
#include "boundary.hpp"

using namespace attain;

namespace {

std::optional<day> known_day(std::span<const std::int32_t> column, std::size_t i, const char* argument) {
    if (column.empty() || column[i] == ATTAIN_NULL_DAY) return std::nullopt;
    require_valid(day{column[i]}, argument, static_cast<std::int64_t>(i));
    return day{column[i]};
}

std::string known_text(std::span<const char* const> column, std::size_t i) {
    return column.empty() || column[i] == nullptr ? std::string{} : std::string{column[i]};
}

calendar to_calendar(const attain_team_args& args) {
    calendar days = calendar::weekdays();
    if (args.weekday_share != nullptr) {
        std::array<fraction, 7> pattern;
        for (std::size_t i = 0; i < pattern.size(); ++i)
            pattern[i] = capi::in_row(i, [&] { return fraction{args.weekday_share[i]}; });
        days = calendar{pattern};
    }
    const auto closed = capi::column(args.closed_day, args.n_closed, "closed_day");
    for (std::size_t i = 0; i < closed.size(); ++i)
        days = capi::in_row(i, [&] { return days.close(day{closed[i]}); });
    return days;
}

ramp to_ramp(const attain_team_args& args, std::size_t i) {
    if (args.ramp_offsets == nullptr) return {};
    const std::int64_t from = args.ramp_offsets[i];
    const std::int64_t to = args.ramp_offsets[i + 1];
    if (from < 0 || to < from)
        fail(errc::invalid_argument, "ramp_offsets", "must rise from 0", static_cast<std::int64_t>(i));
    capi::column(args.ramp_share, to, "ramp_share");
    return capi::in_row(i, [&] {
        std::vector<fraction> shares;
        for (std::int64_t k = from; k < to; ++k)
            shares.emplace_back(args.ramp_share[k]);
        return ramp::steps(std::move(shares));
    });
}

// The absences of each rep, by row of rep_id.
std::vector<std::vector<absence>> to_absences(const attain_team_args& args,
                                              std::span<const std::int64_t> ids) {
    std::vector<std::vector<absence>> by_rep(ids.size());
    const auto reps = capi::column(args.absence_rep, args.n_absences, "absence_rep");
    const auto begin = capi::column(args.absence_begin, args.n_absences, "absence_begin");
    const auto end = capi::column(args.absence_end, args.n_absences, "absence_end");
    const auto share = capi::column(args.absence_share, args.n_absences, "absence_share", true);
    for (std::size_t i = 0; i < reps.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto found = std::find(ids.begin(), ids.end(), reps[i]);
        if (found == ids.end())
            fail(errc::unknown_id, "absence_rep", "no rep has the id " + std::to_string(reps[i]), row);
        require_valid(day{begin[i]}, "absence_begin", row);
        require_valid(day{end[i]}, "absence_end", row);
        by_rep[static_cast<std::size_t>(found - ids.begin())].push_back(capi::in_row(i, [&] {
            return absence{day{begin[i]}, day{end[i]}, share.empty() ? fraction::one() : fraction{share[i]}};
        }));
    }
    return by_rep;
}

attain_team to_team(const attain_team_args& args) {
    const auto ids = capi::column(args.rep_id, args.n_reps, "rep_id");
    const auto names = capi::column(args.rep_name, args.n_reps, "rep_name", true);
    const auto roles = capi::column(args.rep_role, args.n_reps, "rep_role", true);
    const auto hired = capi::column(args.hired, args.n_reps, "hired", true);
    const auto joined = capi::column(args.joined, args.n_reps, "joined", true);
    const auto left = capi::column(args.left, args.n_reps, "left", true);
    const auto fte = capi::column(args.fte, args.n_reps, "fte", true);
    auto absences = to_absences(args, ids);

    auto made = std::make_shared<team>(args.name == nullptr ? "" : args.name, to_calendar(args));
    for (std::size_t i = 0; i < ids.size(); ++i)
        capi::in_row(i, [&] {
            return made->add({.id = ids[i],
                              .name = known_text(names, i),
                              .role = known_text(roles, i),
                              .hired = known_day(hired, i, "hired"),
                              .joined = known_day(joined, i, "joined"),
                              .left = known_day(left, i, "left"),
                              .fte = fte.empty() ? fraction::one() : fraction{fte[i]},
                              .ramp = to_ramp(args, i),
                              .absences = std::move(absences[i])});
        });
    return {std::move(made)};
}

} // namespace

extern "C" {

attain_status attain_period_parse(attain_context* context, const char* text, int64_t length, int32_t* begin,
                                  int32_t* end) {
    return capi::guard(context, [&] {
        const period p = parse_period(capi::text(text, length, "text"));
        capi::require(end, "end");
        capi::require(begin, "begin") = p.begin.value;
        *end = p.end.value;
    });
}

attain_status attain_team_new(attain_context* context, const attain_team_args* args, attain_team** out) {
    return capi::create(context, out, [&] { return to_team(capi::read_args(args, "args")); });
}

void attain_team_free(attain_team* team) {
    delete team;
}

} // extern "C"
