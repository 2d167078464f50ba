// A part of a whole by time, as ideal lines are made of.
#pragma once

#include <attain/core/int128.hpp>

namespace attain::inline v1 {

// whole x part / all rounded up, 0 <= part <= all > 0: in 128 bits whatever the whole.
inline int128 part_of(int128 whole, int128 part, int128 all) {
    return whole / all * part + ceil_div(whole % all * part, all);
}

} // namespace attain::inline v1
