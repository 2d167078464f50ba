#include <attain/allocate/bounds.hpp>
#include <attain/core/int128.hpp>

namespace attain::inline v1 {

namespace {

void check_range(units value, const char* argument, std::int64_t row) {
    if (value > unlimited || value < -unlimited)
        fail(errc::out_of_range, argument, "must lie between -2^62 and 2^62", row);
}

void raise(bound_interval& to, units low, bound_tag tag) {
    if (to.low_tag != bound_tag::none && low <= to.low) return;
    to.low = low;
    to.low_tag = tag;
}

void lower(bound_interval& to, units high, bound_tag tag) {
    if (high >= to.high) return;
    to.high = high;
    to.high_tag = tag;
}

units clamped(int128 value) {
    return static_cast<units>(value > unlimited ? unlimited : value < -unlimited ? -unlimited : value);
}

} // namespace

const char* name(bound_tag tag) noexcept {
    switch (tag) {
    case bound_tag::none:
        return "none";
    case bound_tag::floor:
        return "floor";
    case bound_tag::cap:
        return "cap";
    case bound_tag::change_cap:
        return "change cap";
    case bound_tag::lock:
        return "lock";
    case bound_tag::capacity:
        return "capacity";
    case bound_tag::quantum:
        return "quantum";
    case bound_tag::node:
        return "node";
    case bound_tag::total:
        return "total";
    }
    return "unknown";
}

bound_interval interval_of(const candidate& of, std::int64_t row) {
    check_range(of.floor, "floor", row);
    check_range(of.cap, "cap", row);
    check_range(of.capacity, "capacity", row);
    bound_interval out;
    if (of.lock) {
        check_range(*of.lock, "lock", row);
        return {*of.lock, *of.lock, bound_tag::lock, bound_tag::lock};
    }
    if (of.floor > of.cap) fail(errc::conflict, "floor", "lies above the cap", row);
    raise(out, of.floor, bound_tag::floor);
    lower(out, of.cap, bound_tag::cap);
    lower(out, of.capacity, bound_tag::capacity);
    if (of.change_cap) {
        const int128 size = of.previous < 0 ? -int128{of.previous} : int128{of.previous};
        const int128 reach = size * of.change_cap->ppm() / fraction::one_ppm; // floor: inside the share
        raise(out, clamped(of.previous - reach), bound_tag::change_cap);
        lower(out, clamped(of.previous + reach), bound_tag::change_cap);
    }
    return out;
}

} // namespace attain::inline v1
