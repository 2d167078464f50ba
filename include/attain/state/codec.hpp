// State bytes: what a host stores at night and hands back the next day.
//
// Layout, little endian whatever the machine: magic "ATTN", u16 format version, u16 kind of state, u64 length
// of the payload, payload, u32 CRC-32C of everything before it. Doubles are their IEEE-754 bits. A decoder
// believes nothing: it checks magic, version, kind, length and sum, then every number (finite; sums, counts
// and exposures not negative; days and indices inside their domains), and builds a new object or throws.
#pragma once

#include <attain/estimate/engine.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace attain::inline v1 {

inline constexpr std::uint16_t state_format = 1;

// CRC-32C (Castagnoli, reflected, as in iSCSI): crc32c of "123456789" is 0xE3069283.
[[nodiscard]] std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept;

// Everything an engine knows. The same state gives the same bytes. O(series).
[[nodiscard]] std::vector<std::byte> encode(const engine& e);

// Errors: corrupt_state (cut off, changed, or numbers that no engine can hold), newer_state (a later format),
// invalid_argument (bytes of another kind of state). O(series).
[[nodiscard]] engine decode_engine(std::span<const std::byte> bytes, memory_resource* memory = nullptr);

} // namespace attain::inline v1
