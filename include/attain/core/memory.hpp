// Memory: what outlives a call is allocated from one polymorphic resource, chosen where the object is made.
#pragma once

#include <memory_resource>

namespace attain::inline v1 {

// The resource an object takes its memory from; never null. The default is the standard's default resource.
using memory_resource = std::pmr::memory_resource;

// Resource to use for "none given".
[[nodiscard]] inline memory_resource* or_default(memory_resource* given) noexcept {
    return given != nullptr ? given : std::pmr::get_default_resource();
}

} // namespace attain::inline v1
