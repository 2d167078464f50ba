#include <attain/state/rolling_codec.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <random>

using namespace attain;

namespace {

template<class Decode>
errc code_of(std::span<const std::byte> bytes, Decode&& decode) {
    try {
        (void)decode(bytes);
    } catch (const error& e) {
        return e.code();
    }
    return errc::ok;
}

day_window<units> some_window() {
    day_window<units> w{20, calendar::weekdays()};
    std::mt19937 random{3};
    for (int i = 0; i < 200; ++i)
        w.add(day{20'000 + static_cast<int>(random() % 60)}, static_cast<int>(random() % 9) - 2);
    return w;
}

bool same(const day_window<units>& a, const day_window<units>& b) {
    const auto x = a.result();
    const auto y = b.result();
    return x.facts == y.facts && x.days == y.days && x.working_days == y.working_days &&
           x.active_days == y.active_days && x.best == y.best && x.worst == y.worst &&
           x.last_active == y.last_active && x.idle_days == y.idle_days && a.first() == b.first() &&
           a.newest() == b.newest();
}

// Cut off anywhere or with any bit turned, bytes are refused; longer ones too.
template<class Decode>
void check_hostile(std::vector<std::byte> bytes, Decode&& decode) {
    for (std::size_t n = 0; n < bytes.size(); ++n)
        CHECK(code_of(std::span{bytes}.first(n), decode) == errc::corrupt_state);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] ^= std::byte{4};
        CHECK(code_of(bytes, decode) != errc::ok);
        bytes[i] ^= std::byte{4};
    }
    CHECK(code_of(bytes, decode) == errc::ok);
    bytes.push_back({});
    CHECK(code_of(bytes, decode) == errc::corrupt_state);
}

} // namespace

TEST_CASE("rolling states come back from their bytes as they were") {
    exact_moments exact;
    real_moments real;
    decayed_sum decayed;
    const half_life fading{30};
    const working_days schedule{calendar::weekdays()};
    CHECK(decode_exact_moments(encode(exact)) == exact);
    for (int i = 0; i < 50; ++i) {
        exact.add(int128{i * 7 - 100} * 1'000'000'000'000);
        real.add(i / 3.0 - 5);
        decayed.add(day{20'000 + i * 11 % 50}, i, fading, schedule);
    }
    CHECK(decode_exact_moments(encode(exact)) == exact);
    const real_moments r = decode_real_moments(encode(real));
    CHECK(std::memcmp(&r, &real, sizeof r) == 0);
    const decayed_sum d = decode_decayed_sum(encode(decayed));
    CHECK(std::memcmp(&d, &decayed, sizeof d) == 0);
    check_hostile(encode(exact), [](auto bytes) { return decode_exact_moments(bytes); });
    check_hostile(encode(real), [](auto bytes) { return decode_real_moments(bytes); });
    check_hostile(encode(decayed), [](auto bytes) { return decode_decayed_sum(bytes); });
}

TEST_CASE("a day window comes back from its bytes, and goes on as if nothing had happened") {
    day_window<units> w = some_window();
    day_window<units> back = decode_day_window(encode(w), calendar::weekdays());
    CHECK(same(w, back));
    CHECK(encode(back) == encode(w));
    for (const int d : {20'061, 20'030, 20'050, 20'100}) {
        w.add(day{d}, 5);
        back.add(day{d}, 5);
        CHECK(same(w, back));
    }
    const day_window<units> empty{20, calendar::weekdays()};
    CHECK(same(empty, decode_day_window(encode(empty), calendar::weekdays())));
    check_hostile(encode(w), [](auto bytes) { return decode_day_window(bytes, calendar::weekdays()); });
}

TEST_CASE("parts that no window has are refused") {
    const day_window<units> w = some_window();
    const auto refused = [](const window_parts& parts) {
        try {
            (void)put_together(20, calendar::weekdays(), parts);
        } catch (const error& e) {
            return e.code() == errc::corrupt_state;
        }
        return false;
    };
    const window_parts good = take_apart(w);
    CHECK_FALSE(refused(good));
    window_parts parts = good;
    std::swap(parts.buckets[0], parts.buckets[1]);
    CHECK(refused(parts));
    parts = good;
    parts.buckets[0].facts.sum += 1'000'000;
    CHECK(refused(parts));
    parts = good;
    parts.buckets[0].facts.squares += uint256{0, 1'000'000};
    CHECK(refused(parts));
    parts = good;
    parts.first = *parts.first - 30; // longer than 20 working days
    CHECK(refused(parts));
    parts = good;
    parts.newest.reset();
    CHECK(refused(parts));
}
