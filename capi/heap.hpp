// The heap behind the allocator hook.
//
// In the redistributable shared library the C++ runtime is linked in and the library has operators new and
// delete of its own, invisible outside. A call's guard says where their memory comes from; each block
// remembers it in a header, so that freeing needs no context and can never give a block to the wrong place.
// In every other build the runtime is shared with the host, whose operators are not ours to replace: the hook
// is not available there.
#pragma once

#include "attain.h"

namespace attain::capi {

// True where heap_scope has an effect.
[[nodiscard]] bool owns_heap() noexcept;

// Allocations of this thread come from `from` (all zero: malloc) until the end of the scope.
class heap_scope {
public:
    explicit heap_scope(const attain_allocator& from) noexcept;
    ~heap_scope();
    heap_scope(const heap_scope&) = delete;
    heap_scope& operator=(const heap_scope&) = delete;

private:
    [[maybe_unused]] const attain_allocator* before_; // only where the heap is owned
    [[maybe_unused]] attain_allocator from_;
};

} // namespace attain::capi
