// In steady state nothing is allocated: days, outlooks, chances, quantiles, grids, block closes, rolling
// windows.
#include <attain/estimate/engine.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/measure/day_window.hpp>
#include <attain/measure/decay.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

using namespace attain;

namespace {
std::atomic<std::size_t> allocations{0};
} // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc{};
}
// std::stable_sort's: left to the library it would come from another heap than delete gives it back to.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
    std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
    std::free(p);
}

TEST_CASE("the counter counts") {
    const std::size_t before = allocations;
    const std::vector<int> some(100);
    CHECK(allocations == before + 1);
    CHECK(some.size() == 100);
}

TEST_CASE("an engine's days, block closes and answers allocate nothing") {
    for (const metric_kind kind : {metric_kind::count, metric_kind::amount, metric_kind::signed_amount}) {
        engine e{kind, day{20'000}};
        (void)e.add_cohort();
        std::vector<engine_row> rows;
        for (std::uint32_t i = 0; i < 8; ++i) {
            (void)e.add_series(0);
            const double size = kind == metric_kind::count ? 1 + i % 3 : 900.0 + 100 * i;
            rows.push_back({i, kind == metric_kind::signed_amount && i == 7 ? -size : size});
        }
        const auto day_of_work = [&](int d) {
            e.observe(e.now(), d % 7 < 5 ? std::span<const engine_row>{rows}.first(1U + d % 8)
                                         : std::span<const engine_row>{});
        };
        for (int d = 0; d < 200; ++d)
            day_of_work(d);
        outlook ahead = e.look(e.now(), e.now() + 30);
        constexpr std::array<double, 3> p{0.1, 0.5, 0.9};
        std::array<double, 3> q{};
        std::array<grid_point, mixture::max_points> points;
        double sum = 0;
        const std::size_t before = allocations;
        for (int d = 200; d < 300; ++d) { // blocks of all lengths close, and months
            day_of_work(d);
            e.look(e.now(), e.now() + 30, ahead);
            for (std::uint32_t i = 0; i < e.size(); ++i) {
                const mixture m = e.predict(ahead, i).remaining;
                m.quantiles(p, q);
                sum += m.tail(20) + q[1];
                const std::size_t n = m.points(points);
                if (n >= 2) sum += quantile_grid::fit(std::span{points}.first(n)).error();
            }
        }
        CHECK(allocations == before);
        CHECK(sum > 0);
    }
}

TEST_CASE("rolling states allocate nothing once their window is full") {
    const calendar days = calendar::weekdays();
    day_window<units> window{20, days};
    decayed_sum fading;
    const half_life month{20};
    day d{20'000};
    const auto work = [&] {
        for (int part = 0; part < 3; ++part) {
            window.add(d, 5 + part);
            fading.add(d, 5.0 + part, month, days);
        }
        ++d;
    };
    while (d < day{20'200})
        work();
    const std::size_t before = allocations;
    double sum = 0;
    while (d < day{20'400}) {
        work();
        sum += static_cast<double>(window.result().facts.sum) + fading.rate(month);
    }
    CHECK(allocations == before);
    CHECK(sum > 0);
}
