// Stored state: bytes from anywhere become an engine or a plan that works and encodes to the same bytes, or
// are refused with the codes that are promised. The first byte chooses: bytes as they are (bit 0), or a
// payload that is given its frame (magic, version, kind, length, CRC-32C), so that what lies behind the check
// is reached; an engine, or a plan (bit 1).
#include <attain/core/error.hpp>
#include <attain/state/codec.hpp>
#include <attain/state/plan_codec.hpp>

#include "require.h"

#include <algorithm>
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

// What a host would do next with an engine that was read.
void use(engine& e) {
    if (e.now().value > 1'000'000) return; // near the end of the calendar a day more is an error, rightly
    e.observe(e.now(), {});
    for (std::uint32_t i = 0; i < std::min<std::size_t>(e.size(), 3); ++i) {
        const auto p = e.predict(e.look(e.now(), e.now() + 7), i).remaining;
        const double tail = p.tail(3);
        REQUIRE(tail >= 0 && tail <= 1);
    }
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto input = std::as_bytes(std::span{data + 1, size - 1});
    const bool of_plan = (data[0] & 2) != 0;
    const auto kind = static_cast<std::uint16_t>(of_plan ? 6 : 1);
    const auto bytes =
        data[0] % 2 == 0 ? framed(kind, input) : std::vector<std::byte>{input.begin(), input.end()};
    try {
        if (of_plan) {
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
                e.code() == errc::invalid_argument);
    }
    return 0;
}
