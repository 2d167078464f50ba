"""Every function of attain.h stands under a comment: its own, that of the paragraph it is in, or that of the struct in
front of it which it fills. So does every free function of the C++ headers; a type may say with its members what it is. `name` and `to_string` are exempt,
as are enumerations on one line, specialisations of std::hash, and what Boost.Accumulators asks for.
The comment of a function of attain.h, but for those that free, also says what it costs, `O(...)`, and what it refuses:
`Errors`, or that it has none of its own, or cannot fail. That what it lists is true is checked in tests/capi/refusals.
usage: documented.py PROJECT_DIR
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root / "capi"))
sys.dont_write_bytecode = True
from header import Header  # noqa: E402

undocumented = []


def paragraphs(path):
    """(line number, lines) of each stretch without a blank line at namespace level."""
    depth, part, start = 0, [], 1
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        opens_namespace = re.match(r'namespace .*\{|extern "C" \{', line)
        if not line.strip() and depth == 0:
            if part:
                yield start, part
            part = []
        else:
            if not part:
                start = number
            part.append(line)
        if not opens_namespace:
            code = re.sub(r"//.*|/\*.*?\*/", "", line)
            depth += code.count("{") - code.count("}")
            depth = max(depth, 0)
    if part:
        yield start, part


def check(path, declares, exempt):
    filled = None  # the struct in front, when it has a comment
    for start, part in paragraphs(path):
        if filled and filled in " ".join(part):
            continue
        struct = re.match(r"\} (\w+);", part[-1])
        filled = struct.group(1) if struct and any("/*" in line for line in part) else None
        members = any("//" in line or "/*" in line for line in part)
        commented = False
        for offset, line in enumerate(part):
            commented = commented or re.match(r"\s*(//|/\*)", line) is not None
            commented = commented or members and re.match(r"(typedef |template<.*> )?(struct|class|enum)\b", line) is not None
            commented = commented or any(re.search(r"\S.*(//|/\*)", each) for each in part[offset:offset + 2])
            if declares(line) and not exempt(line) and not commented:
                undocumented.append(f"{path.relative_to(root)}:{start + offset}: {line.strip()}")


check(root / "capi/attain.h",
      lambda line: re.match(r"ATTAIN_API |typedef struct \w+ \{", line),
      lambda line: False)
for function in Header(root / "capi/attain.h").functions:
    if function.name.endswith("_free"):
        continue
    if "O(" not in function.comment:
        undocumented.append(f"capi/attain.h: {function.name}: its comment does not say what it costs, O(...)")
    if not re.search(r"\bErrors\b|[Nn]o errors of its own|[Cc]annot fail", function.comment):
        undocumented.append(f"capi/attain.h: {function.name}: its comment does not say what it refuses, Errors: ...")
for header in sorted((root / "include").rglob("*.hpp")):
    if header.name == "rolling.hpp":
        continue
    check(header,
          lambda line: re.match(r"(template<.*> )?(struct|class|enum class) \w+[^;]*\{|\[\[nodiscard\]\] |(inline |constexpr )*\w[\w:<>, &*]* \w+\(.*\)", line)
          and not re.match(r"(namespace|return|if|for|while|static_assert)\b", line),
          lambda line: re.search(r"const char\* name\(|std::string to_string\(|operator|enum class .*\};|std::hash<", line))

for each in undocumented:
    print(each)
sys.exit(1 if undocumented else 0)
