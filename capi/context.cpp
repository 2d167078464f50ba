// Status names, versions and the context.
#include "boundary.hpp"

#include <algorithm>
#include <array>

using namespace attain;

namespace {

constexpr std::array<attain_status, 22> statuses{
    ATTAIN_OK,
    ATTAIN_E_INVALID_ARGUMENT,
    ATTAIN_E_NULL_ARGUMENT,
    ATTAIN_E_OUT_OF_RANGE,
    ATTAIN_E_NOT_FINITE,
    ATTAIN_E_UNKNOWN_ID,
    ATTAIN_E_DUPLICATE_ID,
    ATTAIN_E_INVERTED_PERIOD,
    ATTAIN_E_OVERFLOW,
    ATTAIN_E_WRONG_METRIC,
    ATTAIN_E_EMPTY_INPUT,
    ATTAIN_E_CONFLICT,
    ATTAIN_E_STRUCT_SIZE,
    ATTAIN_E_NEWER_CALLER,
    ATTAIN_E_BUFFER_TOO_SMALL,
    ATTAIN_E_PARSE,
    ATTAIN_E_CORRUPT_STATE,
    ATTAIN_E_NEWER_STATE,
    ATTAIN_E_NO_MEMORY,
    ATTAIN_E_STOPPED,
    ATTAIN_E_NOT_AVAILABLE,
    ATTAIN_E_INTERNAL,
};

attain_allocator checked(const attain_allocator& given) {
    const attain_allocator from = capi::read_args(&given, "allocator");
    if (from.alloc == nullptr) fail(errc::null_argument, "alloc", "must not be NULL");
    if (from.free == nullptr) fail(errc::null_argument, "free", "must not be NULL");
    if (!capi::owns_heap())
        fail(errc::not_available, "allocator", "needs the redistributable build of the shared library");
    return from;
}

} // namespace

extern "C" {

const char* attain_status_name(attain_status status) {
    return name(static_cast<errc>(status));
}

int32_t attain_status_count(void) {
    return static_cast<int32_t>(statuses.size());
}

attain_status attain_status_list(int64_t capacity, attain_status* list, int64_t* needed) {
    return capi::guard(nullptr, [&] {
        if (capacity > 0) capi::require(list, "statuses");
        capi::require_room(capacity, statuses.size(), needed);
        std::copy(statuses.begin(), statuses.end(), list);
    });
}

const char* attain_version(void) {
    return version();
}

uint32_t attain_abi_version(void) {
    return ATTAIN_ABI_VERSION;
}

attain_status attain_context_new(attain_context** out) {
    return capi::create(nullptr, out, [] { return attain_context{}; });
}

attain_status attain_context_new_with(const attain_allocator* allocator, attain_context** out) {
    if (allocator == nullptr) return attain_context_new(out);
    if (out != nullptr) *out = nullptr;
    return capi::guard(nullptr, [&] {
        capi::require(out, "out");
        const attain_allocator from = checked(*allocator);
        const capi::heap_scope heap{from};
        auto made = std::make_unique<attain_context>();
        made->memory = from;
        *out = made.release();
    });
}

attain_status attain_context_cancel_flag(attain_context* of, const int32_t* flag) {
    if (of != nullptr) of->stop = {}; // a raised flag does not keep itself
    return capi::guard(of, [&] { capi::require(of, "of").stop = stop_flag{flag}; });
}

void attain_context_free(attain_context* context) {
    delete context;
}

attain_status attain_context_error(const attain_context* context, attain_error* out) {
    return capi::guard(nullptr, [&] {
        const attain_error& last = capi::require(context, "context").last;
        const std::uint32_t size = capi::struct_size_of(out, "out");
        if (size < offsetof(attain_error, argument))
            fail(errc::struct_size, "out", "struct_size is too small");
        std::memcpy(out, &last, std::min<std::size_t>(size, sizeof last));
        out->struct_size = size;
    });
}

} // extern "C"
