#include <attain/core/int128.hpp>
#include <attain/time/split.hpp>

namespace attain::inline v1 {

std::vector<units> split(units total, std::span<const std::int64_t> weights) {
    int128 all = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] < 0)
            fail(errc::out_of_range, "weights", "must not be negative", static_cast<std::int64_t>(i));
        all += weights[i];
    }
    if (all == 0 && total != 0) fail(errc::empty_input, "weights", "there is no working time to split over");
    (void)narrow(all, "weights");

    const int128 size = total < 0 ? -int128{total} : int128{total};
    const int sign = total < 0 ? -1 : 1;
    std::vector<units> parts(weights.size(), 0);
    int128 before = 0;
    int128 running = 0;
    for (std::size_t i = 0; i < weights.size() && all > 0; ++i) {
        running += weights[i];
        const int128 upto = ceil_div(size * running, all);
        parts[i] = sign * static_cast<units>(upto - before);
        before = upto;
    }
    return parts;
}

} // namespace attain::inline v1
