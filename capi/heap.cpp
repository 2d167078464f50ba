// The hidden operators new and delete of the redistributable build; elsewhere nothing. See heap.hpp.
#include "heap.hpp"

#if defined(ATTAIN_OWN_HEAP)

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>

namespace attain::capi {

namespace {

// Where this thread's allocations come from: set by the guard of the call that is running, null outside. The
// initial-exec model keeps the dynamic loader out of it.
__attribute__((tls_model("initial-exec"))) thread_local const attain_allocator* current = nullptr;

// In front of every block.
struct header {
    void* user;
    void (*free)(void*, void*, std::size_t, std::size_t); // null: std::free
    std::size_t size;                                     // of all, from the start
    std::size_t align;
};
static_assert(sizeof(header) == 32 && alignof(header) <= 16);

// From the start of an allocation to the block in it: room for the header, and aligned as the block is.
constexpr std::size_t offset(std::size_t align) {
    return align > sizeof(header) ? align : sizeof(header);
}

void* from_process(std::size_t size, std::size_t align) noexcept {
    if (align <= 16) return std::malloc(size);
    void* at = nullptr;
    return posix_memalign(&at, align, size) == 0 ? at : nullptr;
}

void* take(std::size_t wanted, std::size_t align) {
    align = align < 16 ? 16 : align;
    if (wanted > std::numeric_limits<std::size_t>::max() - offset(align)) throw std::bad_alloc{};
    const std::size_t size = wanted + offset(align);
    const attain_allocator* from = current;
    const bool hooked = from != nullptr && from->alloc != nullptr;
    void* start = hooked ? from->alloc(from->user, size, align) : from_process(size, align);
    if (start == nullptr) throw std::bad_alloc{};
    auto* block = static_cast<unsigned char*>(start) + offset(align);
    ::new (static_cast<void*>(block - sizeof(header)))
        header{hooked ? from->user : nullptr, hooked ? from->free : nullptr, size, align};
    return block;
}

void give_back(void* block) noexcept {
    if (block == nullptr) return;
    auto* at = static_cast<unsigned char*>(block);
    const header of = *reinterpret_cast<const header*>(at - sizeof(header));
    void* start = at - offset(of.align);
    if (of.free == nullptr)
        std::free(start);
    else
        of.free(of.user, start, of.size, of.align);
}

} // namespace

bool owns_heap() noexcept {
    return true;
}

heap_scope::heap_scope(const attain_allocator& from) noexcept : before_{current}, from_{from} {
    current = &from_;
}

heap_scope::~heap_scope() {
    current = before_;
}

} // namespace attain::capi

using attain::capi::give_back;
using attain::capi::take;

// The forms for arrays and without exceptions call these.
void* operator new(std::size_t size) {
    return take(size, 16);
}
void* operator new(std::size_t size, std::align_val_t align) {
    return take(size, static_cast<std::size_t>(align));
}
void operator delete(void* block) noexcept {
    give_back(block);
}
void operator delete(void* block, std::size_t) noexcept {
    give_back(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
    give_back(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
    give_back(block);
}

#else

namespace attain::capi {

bool owns_heap() noexcept {
    return false;
}

heap_scope::heap_scope(const attain_allocator& from) noexcept : before_{nullptr}, from_{from} {}

heap_scope::~heap_scope() = default;

} // namespace attain::capi

#endif
