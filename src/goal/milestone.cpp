#include <attain/core/int128.hpp>
#include <attain/goal/milestone.hpp>

namespace attain::inline v1 {

std::vector<milestone> default_milestones() {
    return {{.share = fraction{0.5}}, {.share = fraction{0.9}}, {.share = fraction::one()}};
}

std::vector<milestone> updated(std::span<const milestone> before, day as_of, units actual, units target) {
    require_valid(as_of, "as_of");
    std::vector<milestone> after(before.begin(), before.end());
    for (milestone& m : after) {
        const bool reached =
            target > 0 && int128{actual} * fraction::one_ppm >= int128{target} * m.share.ppm();
        if (reached && !m.first_reached) m.first_reached = as_of;
        if (!reached && m.reached) {
            m.last_lost = as_of;
            ++m.times_lost;
        }
        m.reached = reached;
    }
    return after;
}

} // namespace attain::inline v1
