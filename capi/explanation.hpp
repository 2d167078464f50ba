// Explanations behind a handle: what several topics of the C ABI make, and explain.cpp tells.
#pragma once

#include "boundary.hpp"

namespace attain::capi {

struct explained_line {
    rep_id rep{};
    std::int32_t number{}; // ATTAIN_FACTOR_...
    bridge_line line{};
    std::string owner{};
    std::string plain{}; // the sentence, where no catalogue has one
};

} // namespace attain::capi

struct attain_explanation {
    attain::metric metric;
    std::vector<attain::capi::explained_line> lines;
};

namespace attain::capi {

attain_explanation to_explanation(std::span<const bridge> bridges, const team& names, const metric& of);

} // namespace attain::capi
