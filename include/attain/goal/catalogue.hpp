// Sentence catalogue: what a bridge says in words. The sentences are data, so that a host can translate them.
#pragma once

#include <attain/goal/bridge.hpp>
#include <attain/measure/metric.hpp>

#include <map>
#include <string>
#include <string_view>

namespace attain::inline v1 {

// One sentence for each factor and direction. Keys are a factor's name and what the line does to the number:
// `ramp.down`, `evidence.up`, `dead band.none`. In a sentence these are replaced:
//   {amount} 12, {change} +12 or -12, {size} the amount without sign, {note} the line's note, {who} the
//   owner, {metric} the metric's name. {{ is a brace.
// A key without a sentence falls back to `factor: change`, so that nothing is ever hidden.
class catalogue {
public:
    [[nodiscard]] static catalogue english();
    // Lines `key = sentence`; empty lines and those that start with # are skipped; what is not given keeps
    // the English one. Errors, with the 0-based row: parse (no `=`, an unknown key, a brace that is not
    // closed, an unknown field), duplicate_id.
    [[nodiscard]] static catalogue parse(std::string_view text);
    // What parse() reads: every key with its sentence, in the order of the keys. Hand it to a translator.
    [[nodiscard]] std::string text() const;

    [[nodiscard]] std::string sentence(const bridge_line& line, const metric& of,
                                       std::string_view owner) const;

private:
    std::map<std::string, std::string, std::less<>> sentences_;
};

} // namespace attain::inline v1
