#include <attain/core/version.hpp>

namespace attain::inline v1 {

const char* version() noexcept {
    return ATTAIN_VERSION_STRING;
}

} // namespace attain::inline v1
