#include <attain/core/error.hpp>
#include <attain/goal/catalogue.hpp>

#include <array>
#include <cstdlib>

namespace attain::inline v1 {

namespace {

struct entry {
    const char* key;
    const char* sentence;
};

constexpr entry english_sentences[]{
    {"base share.up", "An equal share of the team's number is {size}."},
    {"base share.down", "An equal share of the team's number is {amount}."},
    {"base share.none", "An equal share of the team's number is nothing."},
    {"own record.up", "{who}'s own results point to {size} more at the same chance as everybody's."},
    {"own record.down", "{who}'s own results point to {size} less at the same chance as everybody's."},
    {"team's record.up",
     "Nothing of {who}'s own is on record yet; what others brought points to {size} more."},
    {"team's record.down",
     "Nothing of {who}'s own is on record yet; what others brought points to {size} less."},
    {"ramp.up", "Others are still ramping: {who} takes {size} of what they cannot do yet."},
    {"ramp.down", "{who} is still ramping: {size} less."},
    {"leave.up", "Others are away or not there for the whole time: {who} takes {size} of theirs."},
    {"leave.down", "{who} is away, or not there for the whole time: {size} less."},
    {"part-time.up", "Others work part-time: {who} takes {size} of what they leave."},
    {"part-time.down", "{who} works part-time: {size} less."},
    {"bounds.up", "Floors and caps add {size}."},
    {"bounds.down", "Floors and caps take {size}."},
    {"lock.up", "Quotas fixed by hand add {size}."},
    {"lock.down", "Quotas fixed by hand take {size}."},
    {"hedge.up", "The quotas together are above the number that is owed: {size} of it here."},
    {"hedge.down", "The quotas together are below the number that is owed: {size} less here."},
    {"rounding.up", "Rounding adds {size}."},
    {"rounding.down", "Rounding takes {size}."},
    {"previous quota.up", "The quota before was {size}{note}."},
    {"previous quota.down", "The quota before was {amount}."},
    {"previous quota.none", "There was no quota before{note}."},
    {"working time.up", "More working time than before: {size} more."},
    {"working time.down", "Less working time than before: {size} less."},
    {"evidence.up", "What is expected of {who} now bears {size} more, at the chance that goals aim at."},
    {"evidence.down", "What is expected of {who} now bears {size} less, at the chance that goals aim at."},
    {"damping.up", "That is not all believed yet: {size} of the fall is held back."},
    {"damping.down", "That is not all believed yet: {size} of the rise is held back."},
    {"dead band.none", "The change is within the noise and not made."},
    {"dead band.up", "A fall of {size} is within the noise and not made."},
    {"dead band.down", "A rise of {size} is within the noise and not made."},
    {"ratchet guard.down", "No raise for {note}: {size} less."},
    {"step bound.up", "A quota falls by no more than {note} at once: {size} back."},
    {"step bound.down", "A quota rises by no more than {note} at once: {size} less."},
    {"relief.down", "Relief for {note}: {size} less."},
    {"relief.none", "No relief for {note}."},
    {"team total.up", "So that the team's number is met: {size} more."},
    {"team total.down", "So that the team's number is met: {size} less."},
    {"decision.up", "Raised by {size}: {note}."},
    {"decision.down", "Lowered by {size}: {note}."},
    {"decision.none", "Confirmed: {note}."},
    {"handover.up", "Takes over {size}: {note}."},
    {"handover.down", "Hands on {size}: {note}."},
    {"handover.none", "{note}."},
    {"weight.up", "By the weights {who} has {size} more than an equal share."},
    {"weight.down", "By the weights {who} has {size} less than an equal share."},
    {"value.up", "What a unit of everybody's is worth moves {size} to {who}."},
    {"value.down", "What a unit of everybody's is worth moves {size} from {who} to others."},
    {"last quota.up", "{who}'s last quota points to {size} more."},
    {"last quota.down", "{who}'s last quota points to {size} less."},
};

constexpr std::array<std::string_view, 6> placeholders{"amount", "change", "size", "note", "who", "metric"};

bool is_placeholder(std::string_view word) {
    for (const std::string_view known : placeholders)
        if (word == known) return true;
    return false;
}

void require_sentence(std::string_view sentence, std::int64_t row) {
    for (std::size_t at = 0; (at = sentence.find('{', at)) != sentence.npos;) {
        if (sentence.substr(at, 2) == "{{") {
            at += 2;
            continue;
        }
        const std::size_t end = sentence.find('}', at);
        if (end == sentence.npos) fail(errc::parse, "sentence", "a brace is not closed", row);
        const std::string_view word = sentence.substr(at + 1, end - at - 1);
        if (!is_placeholder(word))
            fail(errc::parse, "sentence", "{" + std::string{word} + "} means nothing", row);
        at = end;
    }
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

const char* direction(units amount) {
    return amount > 0 ? ".up" : amount < 0 ? ".down" : ".none";
}

} // namespace

catalogue catalogue::english() {
    catalogue c;
    for (const entry& e : english_sentences)
        c.sentences_.emplace(e.key, e.sentence);
    return c;
}

catalogue catalogue::parse(std::string_view text) {
    catalogue c = english();
    std::map<std::string, bool, std::less<>> said;
    for (std::int64_t row = 0; !text.empty(); ++row) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(text.size(), end + 1));
        if (line.empty() || line.front() == '#') continue;
        const std::size_t equals = line.find('=');
        if (equals == line.npos) fail(errc::parse, "catalogue", "a line is `key = sentence`", row);
        const std::string_view key = trimmed(line.substr(0, equals));
        const auto known = c.sentences_.find(key);
        if (known == c.sentences_.end())
            fail(errc::parse, "catalogue", "there is no key `" + std::string{key} + "`", row);
        if (!said.emplace(key, true).second)
            fail(errc::duplicate_id, "catalogue", "`" + std::string{key} + "` is said twice", row);
        const std::string_view sentence = trimmed(line.substr(equals + 1));
        require_sentence(sentence, row);
        known->second = sentence;
    }
    return c;
}

std::string catalogue::text() const {
    std::string all;
    for (const auto& [key, sentence] : sentences_)
        all += key + " = " + sentence + '\n';
    return all;
}

std::string catalogue::sentence(const bridge_line& line, const metric& of, std::string_view owner) const {
    const std::string amount = to_string(line.amount, of);
    const std::string size = line.amount < 0 ? amount.substr(1) : amount;
    const std::string change = line.amount > 0 ? "+" + amount : amount;
    const auto found = sentences_.find(std::string{name(line.factor)} + direction(line.amount));
    if (found == sentences_.end())
        return std::string{name(line.factor)} + ": " + change + (line.note.empty() ? "" : " " + line.note);
    const auto value = [&](std::string_view word) -> std::string_view {
        if (word == "amount") return amount;
        if (word == "change") return change;
        if (word == "size") return size;
        if (word == "note") return line.note;
        if (word == "who") return owner;
        return of.name();
    };
    std::string text;
    std::string_view rest = found->second;
    while (!rest.empty()) {
        const std::size_t at = std::min(rest.find('{'), rest.size());
        text += rest.substr(0, at);
        rest.remove_prefix(at);
        if (rest.empty()) break;
        if (rest.starts_with("{{")) {
            text += '{';
            rest.remove_prefix(2);
            continue;
        }
        const std::size_t end = rest.find('}');
        text += value(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
    }
    return text;
}

} // namespace attain::inline v1
