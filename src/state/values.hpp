// The values that several states hold, as bytes: days, texts, quantities, metrics.
#pragma once

#include <attain/measure/metric.hpp>
#include <attain/time/day.hpp>

#include "bytes.hpp"

#include <string>
#include <utility>

namespace attain::inline v1 {

// ---- out ------------------------------------------------------------------------------------------------

inline void write(writer& out, day d) {
    out.integer(d.value);
}

inline void write(writer& out, const std::string& text) {
    out.integer(static_cast<std::uint64_t>(text.size()));
    for (const char c : text)
        out.integer(static_cast<std::uint8_t>(c));
}

inline void write(writer& out, units quantity) {
    out.integer(quantity);
}

inline void write(writer& out, double x) {
    out.number(x);
}

template<class Enum>
void write_choice(writer& out, Enum choice) {
    out.integer(static_cast<std::uint8_t>(choice));
}

inline void write_flag(writer& out, bool flag) {
    out.integer(static_cast<std::uint8_t>(flag));
}

inline void write(writer& out, const metric& m) {
    write(out, m.name());
    out.integer(m.id().value);
    write_choice(out, m.kind());
    out.integer(static_cast<std::uint8_t>(m.exponent()));
}

// ---- in: every number is checked ------------------------------------------------------------------------

inline day read_day(reader& in) {
    const day d{in.integer<std::int32_t>()};
    if (d < day{day::min_value} || day{day::max_value} < d) corrupt("holds a day outside the calendar");
    return d;
}

inline bool read_flag(reader& in) {
    const auto flag = in.integer<std::uint8_t>();
    if (flag > 1) corrupt("holds a flag that is neither 0 nor 1");
    return flag == 1;
}

inline std::string read_text(reader& in) {
    std::string text(in.count(1), '\0');
    for (char& c : text)
        c = static_cast<char>(in.integer<std::uint8_t>());
    return text;
}

inline units read_units(reader& in) {
    return in.integer<std::int64_t>();
}

inline double read_number(reader& in) {
    double x = 0;
    in(x);
    return x;
}

template<class Enum>
Enum read_choice(reader& in, Enum last) {
    const auto number = in.integer<std::uint8_t>();
    if (number > static_cast<std::uint8_t>(last)) corrupt("holds a choice that is none");
    return static_cast<Enum>(number);
}

inline metric read_metric(reader& in) {
    std::string name = read_text(in);
    const metric_id id{in.integer<std::int64_t>()};
    const auto kind = read_choice(in, metric_kind::signed_amount);
    const int exponent = in.integer<std::uint8_t>();
    if (name.empty() || exponent > 6) corrupt("holds a metric that is none");
    switch (kind) {
    case metric_kind::count:
        return metric::count(std::move(name), exponent).with_id(id);
    case metric_kind::amount:
        return metric::amount(std::move(name), exponent).with_id(id);
    case metric_kind::signed_amount:
        break;
    }
    return metric::signed_amount(std::move(name), exponent).with_id(id);
}

} // namespace attain::inline v1
