// Status names, versions and the context.
#include "boundary.hpp"

using namespace attain;

extern "C" {

const char* attain_status_name(attain_status status) {
    return name(static_cast<errc>(status));
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

void attain_context_free(attain_context* context) {
    delete context;
}

attain_status attain_context_error(const attain_context* context, attain_error* out) {
    return capi::guard(nullptr, [&] {
        const attain_context& last = capi::require(context, "context");
        attain_error answer{};
        answer.struct_size = capi::require(out, "out").struct_size;
        answer.status = last.status;
        answer.row = last.row;
        std::memcpy(answer.argument, last.argument, sizeof answer.argument);
        std::memcpy(answer.message, last.message, sizeof answer.message);
        if (out->struct_size < offsetof(attain_error, argument))
            fail(errc::struct_size, "out", "struct_size is too small");
        std::memcpy(out, &answer, std::min<std::size_t>(out->struct_size, sizeof answer));
    });
}

} // extern "C"
