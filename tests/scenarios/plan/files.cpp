#include "files.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#ifndef _WIN32
#include <sys/wait.h>
#endif

namespace scenario {

namespace fs = std::filesystem;

folder::folder() {
    static std::atomic<int> count{0};
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    path_ = fs::temp_directory_path() / ("attain-" + std::to_string(now) + "-" + std::to_string(++count));
    if (!fs::create_directory(path_)) throw std::runtime_error("cannot create " + path_.string());
}

folder::~folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string folder::write(std::string_view name, std::string_view text) const {
    std::ofstream out{path_ / name, std::ios::binary};
    out << text;
    return (path_ / name).string();
}

void folder::copy_from(const fs::path& other) const {
    fs::copy(other, path_, fs::copy_options::recursive);
}

std::vector<std::string> folder::names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator{path_})
        all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
}

std::string read(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>{in}, {}};
}

namespace {

std::string quoted(const std::string& argument) {
    std::string text = "'";
    for (const char c : argument)
        text += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return text + "'";
}

} // namespace

outcome run(const std::string& program, const std::vector<std::string>& arguments) {
    const folder streams;
    std::string command = quoted(program);
    for (const std::string& argument : arguments)
        command += ' ' + quoted(argument);
    command += " >" + quoted(streams / "out") + " 2>" + quoted(streams / "err");
    const int status = std::system(command.c_str());
#ifndef _WIN32
    const int exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
#else
    const int exit_code = status;
#endif
    return {exit_code, read(streams / "out"), read(streams / "err")};
}

std::string difference(std::string_view expected, std::string_view got) {
    std::string text;
    int line = 0;
    int shown = 0;
    const auto next = [](std::string_view& rest) {
        const std::string_view one = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        return one;
    };
    while ((!expected.empty() || !got.empty()) && shown < 12) {
        ++line;
        const std::string_view wanted = next(expected);
        const std::string_view seen = next(got);
        if (wanted == seen) continue;
        ++shown;
        text += "line " + std::to_string(line) + "\n  expected |" + std::string{wanted} + "|\n  got      |" +
                std::string{seen} + "|\n";
    }
    return text;
}

} // namespace scenario
