#include <attain/core/error.hpp>
#include <attain/measure/metric.hpp>

#include <utility>

namespace attain::inline v1 {

namespace {

// FNV-1a, folded to a non-negative number.
metric_id hash_of(const std::string& name) {
    std::uint64_t h = 14695981039346656037ULL;
    for (const char c : name)
        h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return static_cast<std::int64_t>(h >> 1);
}

} // namespace

metric::metric(std::string name, metric_kind kind, int exponent)
    : name_{std::move(name)}, id_{hash_of(name_)}, kind_{kind}, exponent_{exponent} {
    if (name_.empty()) fail(errc::invalid_argument, "name", "a metric needs a name");
    if (exponent < 0 || exponent > 6) fail(errc::out_of_range, "exponent", "must be between 0 and 6");
}

metric metric::count(std::string name, int exponent) {
    return metric{std::move(name), metric_kind::count, exponent};
}

metric metric::amount(std::string name, int exponent) {
    return metric{std::move(name), metric_kind::amount, exponent};
}

metric metric::signed_amount(std::string name, int exponent) {
    return metric{std::move(name), metric_kind::signed_amount, exponent};
}

metric metric::with_id(metric_id id) const {
    metric m = *this;
    m.id_ = id;
    return m;
}

units metric::per_whole() const noexcept {
    units p = 1;
    for (int i = 0; i < exponent_; ++i)
        p *= 10;
    return p;
}

std::string to_string(units quantity, const metric& of) {
    const auto size =
        quantity < 0 ? 0 - static_cast<std::uint64_t>(quantity) : static_cast<std::uint64_t>(quantity);
    const auto whole = static_cast<std::uint64_t>(of.per_whole());
    std::string text = (quantity < 0 ? "-" : "") + std::to_string(size / whole);
    if (of.exponent() == 0) return text;
    const std::string rest = std::to_string(size % whole);
    return text + "." + std::string(static_cast<std::size_t>(of.exponent()) - rest.size(), '0') + rest;
}

} // namespace attain::inline v1
