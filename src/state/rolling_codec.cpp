#include <attain/state/rolling_codec.hpp>

#include "bytes.hpp"

#include <algorithm>

namespace attain::inline v1 {

namespace {

void write(writer& out, const exact_moments& m) {
    out.integer(m.count);
    out.wide(m.sum);
    out.wide(m.minimum);
    out.wide(m.maximum);
    out.wide(m.squares);
}

// |x| < 2^95 and fewer than 2^31 of them, or 64-bit numbers and fewer than 2^62: see exact_moments.
bool in_domain(const exact_moments& m) {
    const uint128 largest = std::max(magnitude(m.minimum), magnitude(m.maximum));
    return (largest >> 95 == 0 && m.count < std::int64_t{1} << 31) ||
           (largest >> 63 <= 1 && m.count < std::int64_t{1} << 62);
}

void require_possible(const exact_moments& m) {
    if (m.count < 0) corrupt("holds a negative count");
    if (m.count == 0) {
        if (m != exact_moments{}) corrupt("holds sums of nothing");
        return;
    }
    if (!in_domain(m) || m.maximum < m.minimum) corrupt("holds numbers that no sum can reach");
    if (m.sum < m.minimum * m.count || m.maximum * m.count < m.sum) corrupt("holds a sum beyond its numbers");
    const int128 largest = std::max(m.maximum, -m.minimum);
    const auto count = static_cast<std::uint64_t>(m.count);
    const uint256 bound = scaled(square(std::max(largest, int128{0})), count);
    if (bound < m.squares || scaled(m.squares, count) < square(m.sum))
        corrupt("holds squares that its numbers cannot have");
}

exact_moments read_exact(reader& in) {
    exact_moments m;
    m.count = in.integer<std::int64_t>();
    m.sum = in.wide_signed();
    m.minimum = in.wide_signed();
    m.maximum = in.wide_signed();
    m.squares = in.wider();
    require_possible(m);
    return m;
}

template<class State, class Read>
State whole(state_kind kind, std::span<const std::byte> bytes, Read&& read) {
    reader in{unframed(kind, bytes)};
    State state = read(in);
    if (!in.done()) corrupt("has more bytes than its state");
    return state;
}

void write(writer& out, const std::optional<day>& d) {
    out.integer(static_cast<std::uint8_t>(d.has_value()));
    out.integer(d.value_or(day{}).value);
}

std::optional<day> read_day(reader& in) {
    const auto known = in.integer<std::uint8_t>();
    const day d{in.integer<std::int32_t>()};
    if (known > 1 || (known == 0 && d != day{})) corrupt("holds a flag that is neither 0 nor 1");
    if (known == 0) return std::nullopt;
    if (d < day{day::min_value} || day{day::max_value} < d) corrupt("holds a day outside the calendar");
    return d;
}

} // namespace

struct window_access {
    static window_parts take_apart(const day_window<units>& w) {
        window_parts parts{w.first_, w.newest_, w.last_active_, {}};
        for (std::size_t i = w.head_; i < w.buckets_.size(); ++i)
            parts.buckets.push_back({w.buckets_[i].day, w.buckets_[i].facts});
        return parts;
    }

    static void fill(day_window<units>& w, const window_parts& parts) {
        w.advance(*parts.newest);
        w.advance(*parts.first);
        if (*w.first_ != *parts.first) corrupt("holds a window longer than its length");
        if (parts.last_active) w.note_active(*parts.last_active, w.idle_since(*parts.last_active));
        for (const auto& b : parts.buckets)
            w.fold(b.day, b.facts);
    }
};

window_parts take_apart(const day_window<units>& w) {
    return window_access::take_apart(w);
}

day_window<units> put_together(int length, working_days schedule, const window_parts& parts,
                               memory_resource* memory) {
    day_window<units> w{length, std::move(schedule), memory};
    if (!parts.first != !parts.newest) corrupt("holds a window with one end");
    if (!parts.first) {
        if (parts.last_active || !parts.buckets.empty()) corrupt("holds days of a window without days");
        return w;
    }
    const auto outside = [&](day d) { return d < *parts.first || *parts.newest < d; };
    if (outside(*parts.newest) || (parts.last_active && *parts.newest < *parts.last_active))
        corrupt("holds days in no order");
    for (std::size_t i = 0; i < parts.buckets.size(); ++i) {
        const auto& b = parts.buckets[i];
        if (outside(b.day) || (i > 0 && b.day <= parts.buckets[i - 1].day)) corrupt("holds days in no order");
        if (b.facts.count == 0) corrupt("holds a day without rows");
        require_possible(b.facts);
    }
    // A window of any length has at most this many days: beyond, the schedule would be walked for long.
    if (*parts.newest - *parts.first > 366 * 100) corrupt("holds a window of more than a century");
    window_access::fill(w, parts);
    return w;
}

std::vector<std::byte> encode(const exact_moments& m) {
    writer out;
    write(out, m);
    return framed(state_kind::exact_moments, std::move(out.bytes()));
}

std::vector<std::byte> encode(const real_moments& m) {
    writer out;
    out.integer(m.count);
    for (const double x : {m.sum, m.carry, m.minimum, m.maximum, m.deviations})
        out.number(x);
    return framed(state_kind::real_moments, std::move(out.bytes()));
}

std::vector<std::byte> encode(const decayed_sum& s) {
    writer out;
    out.number(s.quantity);
    out.number(s.events);
    for (const std::int32_t x : {s.first, s.newest, s.working, s.heard})
        out.integer(x);
    return framed(state_kind::decayed_sum, std::move(out.bytes()));
}

std::vector<std::byte> encode(const day_window<units>& w) {
    const window_parts parts = take_apart(w);
    writer out;
    out.integer(static_cast<std::int32_t>(w.length()));
    write(out, parts.first);
    write(out, parts.newest);
    write(out, parts.last_active);
    out.integer(static_cast<std::uint64_t>(parts.buckets.size()));
    for (const auto& b : parts.buckets) {
        out.integer(b.day.value);
        write(out, b.facts);
    }
    return framed(state_kind::day_window, std::move(out.bytes()));
}

exact_moments decode_exact_moments(std::span<const std::byte> bytes) {
    return whole<exact_moments>(state_kind::exact_moments, bytes, read_exact);
}

real_moments decode_real_moments(std::span<const std::byte> bytes) {
    return whole<real_moments>(state_kind::real_moments, bytes, [](reader& in) {
        real_moments m;
        m.count = in.integer<std::int64_t>();
        for (double* x : {&m.sum, &m.carry, &m.minimum, &m.maximum, &m.deviations})
            in(*x);
        if (m.count < 0 || m.deviations < 0 || m.maximum < m.minimum)
            corrupt("holds moments that no numbers have");
        if (m.count == 0 &&
            (m.sum != 0 || m.carry != 0 || m.minimum != 0 || m.maximum != 0 || m.deviations != 0))
            corrupt("holds sums of nothing");
        return m;
    });
}

decayed_sum decode_decayed_sum(std::span<const std::byte> bytes) {
    return whole<decayed_sum>(state_kind::decayed_sum, bytes, [](reader& in) {
        decayed_sum s;
        in(s.quantity);
        in.not_negative(s.events);
        for (std::int32_t* x : {&s.first, &s.newest, &s.working, &s.heard})
            in(*x);
        if (s.heard == 0) {
            if (s.quantity != 0 || s.events != 0 || s.first != 0 || s.newest != 0 || s.working != 0)
                corrupt("holds a sum of nothing");
            return s;
        }
        if (s.heard != 1 || s.first < day::min_value || s.newest > day::max_value || s.newest < s.first ||
            s.working < 0 || s.working > s.newest - s.first + 1)
            corrupt("holds days that contradict each other");
        return s;
    });
}

day_window<units> decode_day_window(std::span<const std::byte> bytes, working_days schedule,
                                    memory_resource* memory) {
    reader in{unframed(state_kind::day_window, bytes)};
    const auto length = in.integer<std::int32_t>();
    if (length < 1 || length > 4096) corrupt("holds a window of no possible length");
    window_parts parts;
    parts.first = read_day(in);
    parts.newest = read_day(in);
    parts.last_active = read_day(in);
    parts.buckets.resize(in.count(4 + 8));
    for (auto& b : parts.buckets) {
        b.day = day{in.integer<std::int32_t>()};
        b.facts = read_exact(in);
    }
    if (!in.done()) corrupt("has more bytes than its state");
    return put_together(length, std::move(schedule), parts, memory);
}

} // namespace attain::inline v1
