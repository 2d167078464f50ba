#include <attain/core/error.hpp>
#include <attain/state/codec.hpp>

#include "frame.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string_view>

using namespace attain;
using state_tests::reframed;

namespace {

engine some_engine(metric_kind kind = metric_kind::count) {
    engine e{kind, day{20'000}};
    (void)e.add_cohort();
    (void)e.add_cohort();
    for (std::uint32_t i = 0; i < 5; ++i)
        (void)e.add_series(i % 2);
    std::mt19937 random{7};
    for (int d = 0; d < 120; ++d) {
        std::vector<engine_row> rows;
        for (std::uint32_t i = 0; i < 5; ++i)
            if (random() % 3 != 0) rows.push_back({i, static_cast<double>(random() % 5)});
        e.observe(day{20'000 + d}, rows);
    }
    return e;
}

errc code_of(std::span<const std::byte> bytes) {
    try {
        (void)decode_engine(bytes);
    } catch (const error& e) {
        return e.code();
    }
    return errc::ok;
}

} // namespace

TEST_CASE("CRC-32C of the standard's check string") {
    constexpr std::string_view text = "123456789";
    CHECK(crc32c(std::as_bytes(std::span{text})) == 0xE3069283U);
}

TEST_CASE("a decoded engine is the same bytes, and goes on as the first would") {
    for (const metric_kind kind : {metric_kind::count, metric_kind::amount, metric_kind::signed_amount}) {
        engine e = some_engine(kind);
        const auto bytes = encode(e);
        engine copy = decode_engine(bytes);
        CHECK(encode(copy) == bytes);
        for (int d = 0; d < 40; ++d) {
            const std::vector<engine_row> rows{{1, 2.0}, {3, 1.0}};
            e.observe(e.now(), rows);
            copy.observe(copy.now(), rows);
        }
        CHECK(encode(copy) == encode(e));
        const auto p = e.predict(e.look(e.now(), e.now() + 30), 1).remaining;
        const auto q = copy.predict(copy.look(copy.now(), copy.now() + 30), 1).remaining;
        CHECK(p.tail(20) == q.tail(20));
    }
}

TEST_CASE("every cut and every changed byte is refused") {
    const auto bytes = encode(some_engine());
    for (std::size_t n = 0; n < bytes.size(); n += n < 64 ? 1 : 97)
        CHECK(code_of(std::span{bytes}.first(n)) == errc::corrupt_state);
    for (std::size_t i = 0; i < bytes.size(); i += i < 64 ? 1 : 61) {
        auto changed = bytes;
        changed[i] ^= std::byte{0x10};
        CHECK(code_of(changed) != errc::ok);
    }
    auto longer = bytes;
    longer.push_back(std::byte{0});
    CHECK(code_of(longer) == errc::corrupt_state);
}

TEST_CASE(
    "a row that was taken back leaves no trace below zero, whenever it was and whoever was away since") {
    for (std::int32_t age = 1; age <= 9; ++age)
        for (std::int32_t away = 1; away <= age; ++away) {
            CAPTURE(age);
            CAPTURE(away);
            engine e{metric_kind::count, day{20'000}};
            (void)e.add_series(e.add_cohort());
            const std::vector<engine_row> five{{0, 5.0}};
            const std::vector<engine_presence> half{{0, 0.5}};
            e.observe(day{20'000}, five);
            e.observe(day{20'000 + away}, {}, half);
            e.advance(day{20'000 + age + 1});
            e.correct(0, day{20'000}, 5, 0);
            const auto bytes = encode(e);
            CHECK(encode(decode_engine(bytes)) == bytes);
        }
}

TEST_CASE("numbers that no engine can hold are refused even with a good sum") {
    const auto good = encode(some_engine());
    const auto with = [&](std::size_t at, std::uint64_t bits) {
        auto b = good;
        for (std::size_t i = 0; i < 8; ++i)
            b[at + i] = static_cast<std::byte>(bits >> (8 * i) & 0xFFU);
        return reframed(b);
    };
    CHECK(code_of(good) == errc::ok);
    std::size_t refused = 0;
    for (std::size_t at = 16; at + 12 < good.size(); at += 8) {
        const auto nan = with(at, 0x7FF8'0000'0000'0000ULL);
        const errc code = code_of(nan);
        CHECK((code == errc::ok ||
               code == errc::corrupt_state)); // some bytes are floats or days: never a crash
        refused += code == errc::corrupt_state ? 1U : 0U;
    }
    CHECK(refused > 100);
}

TEST_CASE("a newer format and another kind of state are named") {
    auto newer = encode(some_engine());
    newer[4] = std::byte{9};
    CHECK(code_of(newer) == errc::newer_state);
    auto other = encode(some_engine());
    other[6] = std::byte{9};
    CHECK(code_of(reframed(other)) == errc::invalid_argument);
}
