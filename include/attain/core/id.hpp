// Identifiers: the host's own 64-bit numbers, typed so that a rep cannot be passed for a metric.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace attain::inline v1 {

template<class Tag>
struct id {
    std::int64_t value{};

    constexpr id() = default;
    constexpr id(std::int64_t number) noexcept
        : value{number} {} // implicit: hosts write 101, not rep_id{101}

    friend constexpr auto operator<=>(id, id) = default;
    friend constexpr bool operator==(id, id) = default;
};

using rep_id = id<struct rep_tag>;
using team_id = id<struct team_tag>;
using metric_id = id<struct metric_tag>;
using channel_id = id<struct channel_tag>;

} // namespace attain::inline v1

template<class Tag>
struct std::hash<attain::id<Tag>> {
    std::size_t operator()(attain::id<Tag> key) const noexcept {
        return std::hash<std::int64_t>{}(key.value);
    }
};
