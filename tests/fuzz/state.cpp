// Stored state: bytes from anywhere become an engine, a plan, an estimator or a rolling statistic that works
// and encodes to the same bytes, or are refused with the codes that are promised. The first byte chooses:
// bytes as they are (bit 0), or a payload that is given its frame (magic, version, kind, length, CRC-32C), so
// that what lies behind the check is reached; an engine, a plan (bit 1), an estimator (bit 2), or a rolling
// statistic (bit 3; which one, bits 4 and 5). An estimator's payload is two lengths of 16 bits, that many
// bytes before the engines and of the first engine, and the rest for the second.
#include <attain/core/error.hpp>
#include <attain/state/codec.hpp>
#include <attain/state/estimator_codec.hpp>
#include <attain/state/plan_codec.hpp>
#include <attain/state/rolling_codec.hpp>

#include "require.h"

#include <algorithm>
#include <array>
#include <cstring>

using namespace attain;

namespace {

template<class Number>
void put(std::vector<std::byte>& to, Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i)
        to.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xffU));
}

std::vector<std::byte> framed(std::uint16_t kind, std::span<const std::byte> payload) {
    std::vector<std::byte> bytes{std::byte{'A'}, std::byte{'T'}, std::byte{'T'}, std::byte{'N'}};
    put(bytes, state_format);
    put(bytes, kind);
    put(bytes, static_cast<std::uint64_t>(payload.size()));
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    put(bytes, crc32c(bytes));
    return bytes;
}

std::vector<std::byte> framed_estimator(std::span<const std::byte> input) {
    const auto length = [&](std::size_t at) {
        const std::size_t n = input.size() < at + 2 ? 0
                                                    : std::to_integer<std::size_t>(input[at]) +
                                                          256 * std::to_integer<std::size_t>(input[at + 1]);
        return n;
    };
    const std::size_t head = length(0);
    const std::size_t first = length(2);
    auto rest = input.subspan(std::min<std::size_t>(input.size(), 4));
    const auto take = [&](std::size_t n) {
        const auto part = rest.first(std::min(n, rest.size()));
        rest = rest.subspan(part.size());
        return part;
    };
    const auto before = take(head);
    std::vector<std::byte> payload{before.begin(), before.end()};
    while (!rest.empty()) {
        const auto engine = framed(1, take(first == 0 ? rest.size() : first));
        put(payload, static_cast<std::uint64_t>(engine.size()));
        payload.insert(payload.end(), engine.begin(), engine.end());
    }
    return framed(7, payload);
}

const working_days& weekdays() {
    static const working_days days{calendar::weekdays()};
    return days;
}

const team& people() {
    static const team three = [] {
        team t{"East", calendar::weekdays()};
        for (int i = 0; i < 3; ++i)
            t.add({.id = rep_id{101 + i}, .name = "rep", .role = i == 2 ? "new" : "old"});
        return t;
    }();
    return three;
}

// Sums near the end of the doubles' range, which no day can bring, have no distribution, and are refused.
template<class Ask>
void may_be_beyond_doubles(Ask&& ask) {
    try {
        ask();
    } catch (const error& refused) {
        REQUIRE(refused.code() == errc::not_finite);
    }
}

// What a host would do next with an engine that was read.
void use(engine& e) {
    if (e.now().value > 1'000'000) return; // near the end of the calendar a day more is an error, rightly
    e.observe(e.now(), {});
    const outlook week = e.look(e.now(), e.now() + 7);
    for (std::uint32_t i = 0; i < std::min<std::size_t>(e.size(), 3); ++i)
        may_be_beyond_doubles([&] {
            const double tail = e.predict(week, i).remaining.tail(3);
            REQUIRE(tail >= 0 && tail <= 1);
        });
}

// What a host asks a plan that was read.
void use(const plan& p) {
    for (const goal& g : p.goals) {
        const double chance = g.probability();
        REQUIRE(chance >= 0 && chance <= 1);
        REQUIRE(g.forecast.quantile(0.1) <= g.forecast.quantile(0.9));
    }
    REQUIRE(p.team_probability() >= 0 && p.team_probability() <= 1);
}

// What a host asks an estimator that was read.
void use(const estimator& e) {
    if (e.as_of().value > 1'000'000) return; // as above
    const period next = containing(period_kind::month, e.as_of() + 1);
    may_be_beyond_doubles([&] {
        for (const forecast& f : e.forecasts(next)) {
            const double tail = f.probability_of(3);
            REQUIRE(tail >= 0 && tail <= 1);
            (void)e.forecast_without_largest(f.rep(), next);
        }
        const double tail = e.team_forecast(next).probability_of(3);
        REQUIRE(tail >= 0 && tail <= 1);
    });
}

// What a rolling statistic that was read can be relied on for.
void use(const exact_moments& m) {
    REQUIRE(m.count == 0 || m.minimum <= m.maximum);
}
void use(const real_moments& m) {
    REQUIRE(m.count == 0 || m.minimum <= m.maximum);
}
void use(const decayed_sum&) {}
void use(const day_window<units>& w) {
    const window_parts parts = take_apart(w);
    REQUIRE(encode(put_together(w.length(), weekdays(), parts)) == encode(w));
}

template<class State>
void same_again(const State& s, std::span<const std::byte> bytes) {
    REQUIRE(std::ranges::equal(encode(s), bytes));
    use(s);
}

constexpr std::array<std::uint16_t, 4> rolling_kinds{2, 3, 4, 5};

void read_rolling(std::size_t which, std::span<const std::byte> bytes) {
    switch (which) {
    case 0:
        return same_again(decode_exact_moments(bytes), bytes);
    case 1:
        return same_again(decode_real_moments(bytes), bytes);
    case 2:
        return same_again(decode_decayed_sum(bytes), bytes);
    default:
        return same_again(decode_day_window(bytes, weekdays()), bytes);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto input = std::as_bytes(std::span{data + 1, size - 1});
    const bool of_estimator = (data[0] & 4) != 0;
    const bool of_plan = (data[0] & 2) != 0;
    const bool rolling = (data[0] & 8) != 0;
    const std::size_t which = (data[0] >> 4) % rolling_kinds.size();
    const auto given = [&] {
        if (data[0] % 2 != 0) return std::vector<std::byte>{input.begin(), input.end()};
        if (rolling) return framed(rolling_kinds[which], input);
        if (of_estimator) return framed_estimator(input);
        return framed(static_cast<std::uint16_t>(of_plan ? 6 : 1), input);
    };
    const std::vector<std::byte> bytes = given();
    try {
        if (rolling) {
            read_rolling(which, bytes);
        } else if (of_estimator) {
            const estimator e = decode_estimator(bytes, people());
            REQUIRE(encode(e) == bytes);
            use(e);
        } else if (of_plan) {
            const plan p = decode_plan(bytes);
            REQUIRE(encode(p) == bytes);
            use(p);
        } else {
            engine e = decode_engine(bytes);
            REQUIRE(encode(e) == bytes);
            use(e);
        }
    } catch (const error& e) {
        REQUIRE(e.code() == errc::corrupt_state || e.code() == errc::newer_state ||
                e.code() == errc::invalid_argument || (of_estimator && e.code() == errc::conflict));
    }
    return 0;
}
