// Stored bytes with a good check again, whatever a test has made of them.
#pragma once

#include <attain/state/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace state_tests {

inline std::vector<std::byte> reframed(std::vector<std::byte> bytes) {
    const std::uint32_t sum = attain::crc32c(std::span{bytes}.first(bytes.size() - 4));
    for (std::size_t i = 0; i < 4; ++i)
        bytes[bytes.size() - 4 + i] = static_cast<std::byte>(sum >> (8 * i));
    return bytes;
}

} // namespace state_tests
