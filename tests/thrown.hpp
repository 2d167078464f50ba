// For tests of bad input: the error an expression throws, so that code, argument and row can be looked at.
#pragma once

#include <attain/core/error.hpp>

#include <utility>

// errc::ok with an empty argument when nothing was thrown.
template<class Call>
attain::error thrown(Call call) {
    try {
        std::forward<Call>(call)();
    } catch (const attain::error& e) {
        return e;
    }
    return {attain::errc::ok, "", "nothing was thrown"};
}
