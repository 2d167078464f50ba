// The library's version. The C ABI has a number of its own (attain_abi_version in attain.h).
#pragma once

#define ATTAIN_VERSION_MAJOR 0
#define ATTAIN_VERSION_MINOR 1
#define ATTAIN_VERSION_PATCH 0
#define ATTAIN_VERSION_STRING "0.1.0"

// Every C++ name lives in attain::v1 (inline), so that two copies of the library with different layouts can
// meet in one process without one silently using the other's code.
namespace attain::inline v1 {

// "major.minor.patch" of the compiled library; compare with ATTAIN_VERSION_STRING of the headers.
[[nodiscard]] const char* version() noexcept;

} // namespace attain::inline v1
