// Stopping long work from outside: a number that somebody else sets, looked at now and then.
#pragma once

#include <attain/core/error.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace attain::inline v1 {

// Work that takes a stop_flag polls it about every thousand rows and, once the number is not 0, ends with the
// error `stopped`, nothing changed. The default never stops. The number must outlive the work; it may be set
// from any thread or signal handler. (std::stop_token would need a shared state on the heap, which no C
// caller can make.)
class stop_flag {
public:
    constexpr stop_flag() = default;
    constexpr explicit stop_flag(const std::int32_t* number) noexcept : number_{number} {}

    void poll() const {
        if (number_ != nullptr && raised()) fail(errc::stopped, "stop", "the caller asked to stop");
    }
    // In loops over rows: looks in every 1024th of them.
    void poll(std::size_t row) const {
        if (row % 1024 == 0) poll();
    }

private:
    [[nodiscard]] bool raised() const noexcept {
        // C++20 has no atomic_ref of a const object; nothing is written here.
        return std::atomic_ref<std::int32_t>{*const_cast<std::int32_t*>(number_)}.load(
                   std::memory_order_relaxed) != 0;
    }

    const std::int32_t* number_ = nullptr;
};

} // namespace attain::inline v1
