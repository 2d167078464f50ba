// Working time, and what is prorated and split by it.
#include "boundary.hpp"

#include <algorithm>

using namespace attain;

namespace {

// The members that a call asks for: those named, or all.
std::vector<const rep*> members(const attain::team& of, std::int64_t n, const std::int64_t* rep_id) {
    const auto ids = capi::column(rep_id, {n, "n_reps"}, "rep_id", true);
    std::vector<const rep*> asked;
    if (rep_id == nullptr && n > 0) {
        if (n != static_cast<std::int64_t>(of.size()))
            fail(errc::conflict, "n_reps", "must be the size of the team, " + std::to_string(of.size()));
        for (const rep& r : of.reps())
            asked.push_back(&r);
    }
    for (std::size_t i = 0; i < ids.size(); ++i)
        asked.push_back(capi::in_row(i, [&] { return &of.at(ids[i]); }));
    return asked;
}

// Calls visit(row, line) for each of the members, with its working time over the span.
template<class Visit>
void each_line(const attain_context* context, const attain::team& of, std::span<const rep* const> asked,
               const period& span, capacity_of what, Visit&& visit) {
    workday_lines days{span, of.season()};
    for (std::size_t r = 0; r < asked.size(); ++r) {
        capi::stop_of(context).poll();
        visit(r, capacity_line{*days.of(of.calendar_of(*asked[r])), *asked[r], what});
    }
}

capacity_of to_factors(std::int32_t of) {
    return capi::one_of(of, capacity_of::full_time, "of");
}

} // namespace

extern "C" {

attain_status attain_capacity(attain_context* context, const attain_team* team, int32_t of, int64_t n_reps,
                              const int64_t* rep_id, int64_t n_periods, const int32_t* begin,
                              const int32_t* end, int64_t* micro_days) {
    return capi::guard(context, [&] {
        const attain::team& who = *capi::require(team, "team").value;
        const capacity_of what = to_factors(of);
        const auto periods = capi::periods(begin, end, {n_periods, "n_periods"});
        const auto asked = members(who, n_reps, rep_id);
        std::vector<std::int64_t> cells(
            capi::table_size(asked.size(), periods.size(), micro_days, "micro_days"));
        if (cells.empty()) return;
        const period span = period::between(std::ranges::min(periods, {}, &period::begin).begin,
                                            std::ranges::max(periods, {}, &period::end).end);
        each_line(context, who, asked, span, what, [&](std::size_t r, const capacity_line& line) {
            for (std::size_t p = 0; p < periods.size(); ++p)
                cells[r * periods.size() + p] = line.sum(periods[p]).micro;
        });
        std::ranges::copy(cells, micro_days);
    });
}

attain_status attain_capacity_days(attain_context* context, const attain_team* team, int32_t of,
                                   int64_t n_reps, const int64_t* rep_id, int32_t begin, int32_t end,
                                   int64_t capacity, int64_t* micro_days, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::team& who = *capi::require(team, "team").value;
        const capacity_of what = to_factors(of);
        const period span = capi::to_period(begin, end);
        const auto asked = members(who, n_reps, rep_id);
        const auto days = static_cast<std::size_t>(span.days());
        const std::size_t cells = asked.size() * days;
        if (capacity > 0 && cells > 0) capi::require(micro_days, "micro_days");
        if (capacity < static_cast<std::int64_t>(cells)) return capi::require_room(capacity, cells, needed);
        std::vector<std::int64_t> weights(cells);
        each_line(context, who, asked, span, what, [&](std::size_t r, const capacity_line& line) {
            std::ranges::copy(line.weights(span), weights.begin() + static_cast<std::ptrdiff_t>(r * days));
        });
        capi::require_room(capacity, cells, needed);
        std::ranges::copy(weights, micro_days);
    });
}

attain_status attain_prorate(attain_context* context, int64_t n, const int64_t* target,
                             const int64_t* present, const int64_t* full, double* prorated, int64_t* amount) {
    return capi::guard(context, [&] {
        const auto targets = capi::column(target, n, "target");
        const auto here = capi::column(present, n, "present");
        const auto whole = capi::column(full, n, "full");
        const auto share = [&](std::size_t i) {
            auto part = prorate(capi::known_units(targets[i]).value_or(0), {here[i]}, {whole[i]});
            part.applicable = part.applicable && targets[i] != ATTAIN_NULL_UNITS; // no target, no part of it
            return part;
        };
        for (std::size_t i = 0; i < targets.size(); ++i) // everything fits before the first is written
            capi::in_row(i, [&] { (void)share(i).nearest(); });
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const auto part = share(i);
            if (prorated != nullptr) prorated[i] = part.applicable ? part.value() : capi::unknown;
            if (amount != nullptr) amount[i] = part.applicable ? part.nearest() : ATTAIN_NULL_UNITS;
        }
    });
}

attain_status attain_prorate_team(attain_context* context, int64_t n, const int64_t* rep_id,
                                  const int64_t* target, const int64_t* present, const int64_t* full,
                                  const int64_t* cap, int32_t freed, const attain_proration_columns* out,
                                  attain_proration_figures* figures) {
    return capi::guard(context, [&] {
        const auto reps = capi::column(rep_id, n, "rep_id");
        const auto targets = capi::quantities(target, n, "target");
        const auto here = capi::column(present, n, "present");
        const auto whole = capi::column(full, n, "full");
        const auto caps = capi::column(cap, n, "cap", true);
        const auto policy = capi::one_of(freed, freed_amount::release, "freed");
        const auto to = capi::read_args(out, "out");
        if (figures != nullptr) capi::read_args(figures, "figures");
        std::vector<proration_request> requests;
        for (std::size_t i = 0; i < reps.size(); ++i) {
            requests.push_back(
                {.rep = reps[i], .target = targets[i], .present = {here[i]}, .full = {whole[i]}});
            if (!caps.empty() && caps[i] != ATTAIN_NO_CAP) requests.back().cap = caps[i];
        }
        const team_proration made = prorate_team(requests, policy);
        const auto& rows = made.quotas;
        capi::write(to.prorated, rows,
                    [](const prorated_quota& q) { return q.applicable ? q.exact.value() : capi::unknown; });
        capi::write(to.kept, rows, [](const prorated_quota& q) { return q.kept; });
        capi::write(to.freed, rows, [](const prorated_quota& q) { return q.freed; });
        capi::write(to.received, rows, [](const prorated_quota& q) { return q.received; });
        capi::write(to.quota, rows,
                    [](const prorated_quota& q) { return q.applicable ? q.quota : ATTAIN_NULL_UNITS; });
        if (figures == nullptr) return;
        attain_proration_figures f{};
        f.full_total = made.full_total;
        f.freed = made.freed;
        f.redistributed = made.redistributed;
        f.unassigned = made.unassigned;
        f.released = made.released;
        capi::write_result(f, figures, "figures");
    });
}

attain_status attain_split(attain_context* context, int64_t total, int64_t n, const int64_t* weights,
                           int64_t* parts) {
    return capi::guard(context, [&] {
        const auto over = capi::column(weights, n, "weights");
        if (n > 0) capi::require(parts, "parts");
        std::ranges::copy(split(capi::require_units(total, "total"), over), parts);
    });
}

attain_status attain_cascade(attain_context* context, const attain_team* team, int64_t rep_id, int32_t begin,
                             int32_t end, int64_t n_changes, const int32_t* from, const int64_t* target,
                             const int32_t* revision, int32_t kind, int64_t capacity,
                             const attain_cascade_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::team& who = *capi::require(team, "team").value;
        const auto starts = capi::column(from, {n_changes, "n_changes"}, "from");
        const auto targets = capi::quantities(target, {n_changes, "n_changes"}, "target");
        const auto kinds = capi::column(revision, {n_changes, "n_changes"}, "revision", true);
        const attain_cascade_columns to = capi::read_columns(out, capacity);
        std::vector<target_change> changes;
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const auto how = capi::in_row(i, [&] {
                return capi::one_of(kinds.empty() ? 0 : kinds[i], attain::revision::restate, "revision");
            });
            require_valid(day{starts[i]}, "from", static_cast<std::int64_t>(i));
            changes.push_back({day{starts[i]}, targets[i], how});
        }
        const period over = capi::to_period(begin, end);
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            if (!over.contains(day{starts[i]}))
                fail(errc::out_of_range, "from", "is outside of the period", row);
            if (i > 0 && starts[i] <= starts[i - 1])
                fail(errc::conflict, "from", "must be after the row above", row);
        }
        const capacity_line line{who, who.at(rep_id), over};
        const auto by = capi::one_of(kind, period_kind::year, "kind");
        const auto parts = capi::named({{"targets", "n_changes"}}, [&] {
            return cascade{changes, line, over}.parts(by);
        });
        capi::require_room(capacity, parts.size(), needed);
        capi::write(to.part_begin, parts, [](const cascade_part& p) { return p.part.begin.value; });
        capi::write(to.part_end, parts, [](const cascade_part& p) { return p.part.end.value; });
        capi::write(to.micro_days, parts, [](const cascade_part& p) { return p.time.micro; });
        capi::write(to.target, parts, [](const cascade_part& p) { return capi::or_null(p.target); });
    });
}

} // extern "C"
