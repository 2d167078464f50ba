"""Doxygen's input filter: makes this project's plain comments what Doxygen reads.

A comment in front of a declaration documents it, one behind it documents that one, and a comment in front of
several declarations without a blank line between documents each of them.
usage: doxygen_comments.py HEADER (prints the header)
"""
import re
import sys


def one_line_comments(text):
    """/* ... */ in C as lines of //, so that both languages are the same from here on."""
    def lines(match):
        indent = " " * (match.start() - text.rfind("\n", 0, match.start()) - 1)
        before = text[text.rfind("\n", 0, match.start()) + 1:match.start()]
        body = [re.sub(r"^\s*\*? ?", "", line) if i else line.strip()
                for i, line in enumerate(match.group(1).strip("*").strip().split("\n"))]
        return ("\n" + ("" if before.strip() else indent)).join("// " + line if not before.strip() or i == 0
                else indent + "// " + line for i, line in enumerate(body))
    return re.sub(r"/\*(.*?)\*/", lines, text, flags=re.S)


def documented(lines):
    """Yields the lines with /// in front of, and ///< behind, what they document."""
    behind = False  # the last line had a comment behind code, which may go on
    i = 0
    while i < len(lines):
        line = lines[i]
        only = re.match(r"(\s*)//(?!/) ?(.*)", line)
        if only and re.match(r"-{4,}", only.group(2)):  # a heading between parts
            yield line
            i += 1
            continue
        if only and behind and len(only.group(1)) > 12:
            yield f"{only.group(1)}///< {only.group(2)}"
            i += 1
            continue
        behind = False
        opening = re.match(r"^(\s*)(\S.*\{)\s+// ?(.*)", line)
        if opening and '"' not in line:  # of a type or a function: it documents what opens
            if i == 0 or not lines[i - 1].rstrip().endswith(","):
                yield f"{opening.group(1)}/// {opening.group(3)}"
            yield opening.group(1) + opening.group(2)
            i += 1
            continue
        if only:
            block = []
            while i < len(lines) and (more := re.match(r"\s*//(?!/) ?(.*)", lines[i])):
                block.append(more.group(1))
                i += 1
            indent = only.group(1)
            several = declarations(lines, i, indent)
            for text in block:
                yield f"{indent}/// {text}".rstrip()
            if several > 1:
                yield f"{indent}///@{{"
                for _ in range(several_lines(lines, i)):
                    yield behind_code(lines[i])
                    i += 1
                yield f"{indent}///@}}"
            continue
        new = behind_code(line)
        behind = new != line
        yield new
        i += 1


def behind_code(line):
    return re.sub(r"^(\s*[^\s/].*?[;,})\w])\s+//(?![/<]) ?", r"\1 ///< ", line) if '"' not in line else line


def several_lines(lines, at):
    end = at
    while end < len(lines) and lines[end].strip() and not re.match(r"\s*(//|#|\}|public:|private:)", lines[end]):
        end += 1
    return end - at


def declarations(lines, at, indent):
    """How many declarations follow without a blank line; 1 when they have bodies of several lines."""
    count = 0
    for line in lines[at:at + several_lines(lines, at)]:
        if line.rstrip().endswith(("{", ",")) and not line.startswith(indent + " "):
            return 1  # a body, or an enumerator
        count += line.startswith(indent) and not line.startswith(indent + " ")
    return count


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    if sys.argv[1].endswith(".md"):
        sys.stdout.write(text)
        return
    # Doxygen loses its way in specialisations of somebody else's template.
    text = re.sub(r"template<[^\n]*>\nstruct std::hash<.*?\n};\n", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)
    lines = one_line_comments(text).split("\n")
    if re.match(r"\s*//", lines[0]):
        lines[0] = re.sub(r"//\s*", "// @file\n// ", lines[0], count=1)
        lines = "\n".join(lines).split("\n")
    sys.stdout.write("\n".join(documented(lines)))


main()
