#include "csv.hpp"

#include "text.hpp"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace example {

namespace {

std::vector<char> bytes_of(const std::string& path) {
    if (std::filesystem::is_directory(path)) throw input_error({path}, "is a folder, not a file");
    std::ifstream in{path, std::ios::binary};
    if (!in) throw input_error({path}, "cannot be opened");
    std::vector<char> bytes{std::istreambuf_iterator<char>{in}, {}};
    if (in.bad()) throw input_error({path}, "cannot be read");
    return bytes;
}

std::string counted(std::size_t n, const std::string& one) {
    return std::to_string(n) + ' ' + one + (n == 1 ? "" : "s");
}

// The line of the first byte that is no UTF-8; 0: there is none.
std::size_t line_of_other_text(std::string_view text) {
    using decoder = boost::locale::utf::utf_traits<char>;
    std::size_t line = 1;
    for (const char* at = text.data(); at != text.data() + text.size();) {
        if (static_cast<unsigned char>(*at) < 0x80) {
            line += *at++ == '\n' ? 1 : 0;
            continue;
        }
        if (!boost::locale::utf::is_valid_codepoint(decoder::decode(at, text.data() + text.size())))
            return line;
    }
    return 0;
}

// What parts the names in the first line that is not blank.
char separator_of(std::string_view text) {
    text = without_mark(text);
    text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
    std::string plain;
    bool quoted = false;
    for (const char c : text.substr(0, text.find('\n'))) {
        quoted = quoted != (c == '"');
        if (!quoted) plain += c;
    }
    for (const char sign : {',', ';', '|', '\t'})
        if (plain.find(sign) != plain.npos) return sign;
    return ',';
}

bool same_but_for_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

// One column whose name holds another sign is most likely a file with another separator.
std::string separator_hint(std::span<const std::string_view> header) {
    return header.size() == 1 && header[0].find_first_of(";|\t") != header[0].npos
               ? " (another separator? A column map says which: --map)"
               : "";
}

// Walks over the text once and cuts it into fields. A quoted field is unescaped in place: it only ever gets
// shorter.
class scanner {
public:
    scanner(const std::string& path, std::vector<char>& text, char separator)
        : path_{path}, at_{text.data()}, end_{text.data() + text.size()}, separator_{separator} {
        at_ += text.size() - without_mark({at_, text.size()}).size();
    }

    [[nodiscard]] bool done() const noexcept { return at_ == end_; }
    [[nodiscard]] std::size_t line() const noexcept { return line_; }

    // True when the line at hand is empty; it is then skipped.
    bool skip_blank_line() {
        if (*at_ != '\n' && !(*at_ == '\r' && at_ + 1 != end_ && at_[1] == '\n')) return false;
        end_line();
        return true;
    }

    // Appends the fields of one record, which may span lines.
    void record(std::vector<std::string_view>& fields) {
        for (;;) {
            fields.push_back(!done() && *at_ == '"' ? quoted() : plain());
            if (done()) return;
            if (*at_ != separator_) return end_line();
            ++at_;
        }
    }

private:
    [[noreturn]] void refuse(std::size_t line, std::string_view reason) const {
        throw input_error({path_, line}, reason);
    }

    std::string_view plain() {
        const char* const begin = at_;
        while (!done() && *at_ != separator_ && *at_ != '\n' && *at_ != '\r') {
            if (*at_ == '"') refuse(line_, "a double quote inside a field that does not start with one");
            ++at_;
        }
        return {begin, static_cast<std::size_t>(at_ - begin)};
    }

    std::string_view quoted() {
        const std::size_t opened = line_;
        const char* const begin = ++at_;
        char* out = at_;
        for (;; ++at_) {
            if (done()) refuse(opened, "a double quote opens here and is never closed");
            if (*at_ == '\n') ++line_;
            if (*at_ == '"') {
                ++at_;
                if (done() || *at_ != '"') break;
            }
            *out++ = *at_;
        }
        if (!done() && *at_ != separator_ && *at_ != '\n' && *at_ != '\r')
            refuse(line_, "text after a closing double quote");
        return {begin, static_cast<std::size_t>(out - begin)};
    }

    void end_line() {
        if (*at_ == '\r') {
            ++at_;
            if (done()) return;
            if (*at_ != '\n') refuse(line_, "a carriage return without a line feed");
        }
        ++at_;
        ++line_;
    }

    const std::string& path_;
    char* at_;
    char* end_;
    char separator_;
    std::size_t line_ = 1;
};

} // namespace

csv_file csv_file::read(const std::string& path, std::optional<char> separator) {
    csv_file file;
    file.path_ = path;
    file.text_ = bytes_of(path);
    const std::string_view all{file.text_.data(), file.text_.size()};
    if (all.starts_with("\xFF\xFE") || all.starts_with("\xFE\xFF"))
        throw input_error({path}, "is UTF-16; save it as UTF-8");
    if (all.find('\0') != all.npos) throw input_error({path}, "holds a zero byte: this is not a text file");
    if (const std::size_t line = line_of_other_text(all); line != 0)
        throw input_error({path, line}, "is not UTF-8 (Windows-1252 or Latin-1?); save it as UTF-8");
    file.split(separator.value_or(separator_of(all)));
    return file;
}

void csv_file::split(char separator) {
    scanner scan{path_, text_, separator};
    while (!scan.done() && scan.skip_blank_line()) {
    }
    if (scan.done()) throw input_error({path_}, "is empty; its first line must name the columns");
    const std::size_t header_line = scan.line();
    scan.record(header_);
    for (std::string_view& name : header_)
        name = trim(name);
    for (auto name = header_.begin(); name != header_.end(); ++name)
        if (!name->empty() && std::find(header_.begin(), name, *name) != name)
            throw input_error({path_, header_line}, "two columns are named " + quote(*name));

    while (!scan.done()) {
        if (scan.skip_blank_line()) continue;
        const std::size_t line = scan.line();
        const std::size_t before = fields_.size();
        scan.record(fields_);
        const std::size_t count = fields_.size() - before;
        if (count != header_.size())
            throw input_error({path_, line}, "has " + counted(count, "field") + "; the header names " +
                                                 counted(header_.size(), "column") + separator_hint(header_));
        lines_.push_back(line);
    }
}

std::optional<std::size_t> csv_file::find(std::string_view name) const noexcept {
    auto found = std::find(header_.begin(), header_.end(), name);
    if (found == header_.end())
        found = std::find_if(header_.begin(), header_.end(),
                             [&](std::string_view each) { return same_but_for_case(each, name); });
    if (name.empty() || found == header_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header_.begin());
}

std::size_t csv_file::column(std::string_view name) const {
    if (const auto found = find(name)) return *found;
    std::string there;
    for (const std::string_view each : header_)
        there += (there.empty() ? "" : ", ") + std::string{each};
    throw input_error({path_, 1}, "has no column " + quote(name) + "; its columns are: " + there +
                                      separator_hint(header_));
}

place csv_file::where(std::size_t row, std::size_t column) const {
    return {path_, lines_[row], std::string{header_[column]}};
}

place csv_file::where(std::size_t row) const {
    return {path_, lines_[row]};
}

} // namespace example
