// A temporary folder, files in it, and programs run on them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace scenario {

// A new empty folder, gone with everything in it when the object goes.
class folder {
public:
    folder();
    ~folder();
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    // The path of a file in it.
    [[nodiscard]] std::string operator/(std::string_view name) const { return (path_ / name).string(); }
    // Writes a file and returns its path.
    std::string write(std::string_view name, std::string_view text) const;
    void copy_from(const std::filesystem::path& other) const;
    [[nodiscard]] std::vector<std::string> names() const; // of the files in it, sorted

private:
    std::filesystem::path path_;
};

[[nodiscard]] std::string read(const std::filesystem::path& file);

struct outcome {
    int exit_code = -1;
    std::string out;
    std::string err;
};

// Runs a program with these arguments, without a shell's interpretation of them.
[[nodiscard]] outcome run(const std::string& program, const std::vector<std::string>& arguments);

// "" when both are equal; else the first lines that differ, one above the other.
[[nodiscard]] std::string difference(std::string_view expected, std::string_view got);

} // namespace scenario
