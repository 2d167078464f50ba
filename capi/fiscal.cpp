// Fiscal calendars.
#include "boundary.hpp"

using namespace attain;

namespace {

std::vector<int> whole(std::span<const std::int32_t> column) {
    return {column.begin(), column.end()};
}

week_pattern to_pattern(const attain_fiscal_args& args) {
    const auto weeks = capi::column(args.weeks, {args.n_periods, "n_periods"}, "weeks");
    const auto quarters = capi::column(args.quarters, {args.n_quarters, "n_quarters"}, "quarters");
    if (weeks.empty() && !quarters.empty())
        fail(errc::conflict, "quarters", "are of the periods in weeks, which are not given");
    return weeks.empty() ? week_pattern::p445() : week_pattern{whole(weeks), whole(quarters)};
}

fiscal_calendar custom_rows(const attain_fiscal_args& args) {
    const capi::row_count n{args.n_periods, "n_periods"};
    const auto year = capi::column(args.custom_year, n, "custom_year");
    const auto quarter = capi::column(args.custom_quarter, n, "custom_quarter", true);
    const auto begin = capi::column(args.custom_begin, n, "custom_begin");
    const auto end = capi::column(args.custom_end, n, "custom_end");
    std::vector<fiscal_row> rows;
    for (std::size_t i = 0; i < year.size(); ++i) {
        require_valid(day{begin[i]}, "custom_begin", static_cast<std::int64_t>(i));
        require_valid(day{end[i]}, "custom_end", static_cast<std::int64_t>(i));
        rows.push_back({year[i], quarter.empty() ? 0 : quarter[i], day{begin[i]}, day{end[i]}});
    }
    return capi::named({{"rows", "n_periods"},
                        {"fiscal_year", "custom_year"},
                        {"year", "custom_year"},
                        {"quarter", "custom_quarter"},
                        {"begin", "custom_begin"},
                        {"period", "custom_end"}},
                       [&] { return fiscal_calendar::custom(rows); });
}

fiscal_calendar to_fiscal(const attain_fiscal_args& args) {
    if (args.n_periods < 0) fail(errc::out_of_range, "n_periods", "must not be negative");
    if (args.n_quarters < 0) fail(errc::out_of_range, "n_quarters", "must not be negative");
    const auto named = capi::one_of(args.named, year_name::by_start, "named");
    const auto rule = capi::one_of(args.year_end, year_end::nearest, "year_end");
    const auto last = capi::one_of(args.last_weekday, weekday::sunday, "last_weekday");
    const auto or_else = [](std::int32_t number, int otherwise) { return number == 0 ? otherwise : number; };
    switch (args.rule) {
    case ATTAIN_FISCAL_MONTHS:
        return fiscal_calendar::months(or_else(args.start_month, 1), or_else(args.start_day, 1), named);
    case ATTAIN_FISCAL_WEEKS:
        return capi::named({{"month", "end_month"}}, [&] {
            return fiscal_calendar::weeks(to_pattern(args), rule, last, or_else(args.end_month, 12), named);
        });
    case ATTAIN_FISCAL_ISO_WEEKS:
        return fiscal_calendar::iso_weeks(to_pattern(args));
    case ATTAIN_FISCAL_CUSTOM:
        return custom_rows(args);
    default:
        fail(errc::invalid_argument, "rule", "is no rule");
    }
}

const fiscal_calendar& of(const attain_fiscal* fiscal) {
    return capi::require(fiscal, "fiscal").value;
}

period_kind to_kind(std::int32_t kind) {
    return capi::one_of(kind, period_kind::fiscal_year, "kind");
}

period labelled(const attain_fiscal* fiscal, std::int32_t kind, std::int32_t year, std::int32_t index) {
    const period_kind asked = to_kind(kind);
    return capi::named({{"fiscal_year", "year"}}, [&] {
        return of(fiscal).at(asked, year, asked == period_kind::fiscal_year ? 1 : index);
    });
}

void write_period(const period& p, attain_fiscal_period* out) {
    attain_fiscal_period answer{};
    answer.kind = static_cast<std::int32_t>(p.kind);
    answer.begin = p.begin.value;
    answer.end = p.end.value;
    answer.year = p.fiscal_year;
    answer.index = p.kind == period_kind::fiscal_year ? 0 : p.index;
    capi::write_result(answer, out, "out");
}

} // namespace

extern "C" {

attain_status attain_fiscal_new(attain_context* context, const attain_fiscal_args* args,
                                attain_fiscal** out) {
    return capi::create(context, out,
                        [&] { return attain_fiscal{to_fiscal(capi::read_args(args, "args"))}; });
}

void attain_fiscal_free(attain_fiscal* fiscal) {
    delete fiscal;
}

attain_status attain_fiscal_at(attain_context* context, const attain_fiscal* fiscal, int32_t kind,
                               int32_t year, int32_t index, attain_fiscal_period* out) {
    return capi::guard(context, [&] { write_period(labelled(fiscal, kind, year, index), out); });
}

attain_status attain_fiscal_containing(attain_context* context, const attain_fiscal* fiscal, int32_t kind,
                                       int32_t day, attain_fiscal_period* out) {
    return capi::guard(context, [&] {
        require_valid(attain::day{day}, "day");
        write_period(of(fiscal).containing(to_kind(kind), attain::day{day}), out);
    });
}

attain_status attain_fiscal_parse(attain_context* context, const attain_fiscal* fiscal, const char* text,
                                  int64_t length, attain_fiscal_period* out) {
    return capi::guard(context, [&] {
        const period p =
            capi::named({{"period", "text"}, {"fiscal_year", "text"}, {"index", "text"}, {"kind", "text"}},
                        [&] { return of(fiscal).parse(capi::text(text, length, "text")); });
        write_period(p, out);
    });
}

attain_status attain_fiscal_count(attain_context* context, const attain_fiscal* fiscal, int32_t kind,
                                  int32_t year, int32_t* count) {
    return capi::guard(context, [&] {
        const int counted =
            capi::named({{"fiscal_year", "year"}}, [&] { return of(fiscal).count(to_kind(kind), year); });
        capi::require(count, "count") = counted;
    });
}

attain_status attain_fiscal_slices(attain_context* context, const attain_fiscal* fiscal, int32_t begin,
                                   int32_t end, int32_t kind, int64_t capacity, int32_t* part_begin,
                                   int32_t* part_end, int32_t* whole_begin, int32_t* whole_end, int32_t* year,
                                   int32_t* index, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto parts = of(fiscal).slices(capi::to_period(begin, end), to_kind(kind));
        capi::require_room(capacity, parts.size(), needed);
        capi::write(part_begin, parts, [](const slice& s) { return s.part.begin.value; });
        capi::write(part_end, parts, [](const slice& s) { return s.part.end.value; });
        capi::write(whole_begin, parts, [](const slice& s) { return s.whole.begin.value; });
        capi::write(whole_end, parts, [](const slice& s) { return s.whole.end.value; });
        capi::write(year, parts, [](const slice& s) { return s.whole.fiscal_year; });
        capi::write(index, parts, [](const slice& s) {
            return s.whole.kind == period_kind::fiscal_year ? 0 : s.whole.index;
        });
    });
}

attain_status attain_fiscal_last_year(attain_context* context, const attain_fiscal* fiscal, int32_t kind,
                                      int32_t year, int32_t index, attain_year_ago* out) {
    return capi::guard(context, [&] {
        const period now = labelled(fiscal, kind, year, index);
        const year_ago ago =
            capi::named({{"fiscal_year", "year"}}, [&] { return of(fiscal).same_last_year(now); });
        const auto begin = [](const auto& p) { return p ? p->begin.value : ATTAIN_NULL_DAY; };
        const auto end = [](const auto& p) { return p ? p->end.value : ATTAIN_NULL_DAY; };
        attain_year_ago answer{};
        answer.now_begin = begin(ago.now);
        answer.now_end = end(ago.now);
        answer.before_begin = begin(ago.before);
        answer.before_end = end(ago.before);
        answer.dropped_begin = begin(ago.dropped);
        answer.dropped_end = end(ago.dropped);
        capi::write_result(answer, out, "out");
    });
}

} // extern "C"
