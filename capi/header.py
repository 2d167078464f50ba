"""Reads attain.h into functions, structs, handles and constants, for the generators and gates beside it.

The header is regular on purpose (no function-like macros, no unions, no bit-fields); what this reader does not
understand is an error, never skipped.
"""
import re


INTEGERS = {f"INT{bits}_{end}": value for bits in (8, 16, 32, 64)
            for end, value in (("MIN", -(1 << (bits - 1))), ("MAX", (1 << (bits - 1)) - 1))}


class Parameter:
    """A parameter or a struct member: type as written, name, array length (0: none), function pointer or not."""

    def __init__(self, type_, name, length="", callback=False):
        self.type, self.name, self.length, self.callback = type_, name, length, callback


class Function:
    """With the comment that it stands under: the last one before it in its paragraph, on one line."""

    def __init__(self, result, name, parameters):
        self.result, self.name, self.parameters, self.comment = result, name, parameters, ""


class Header:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        bare = re.sub(r"/\*.*?\*/", " ", self.text, flags=re.S)
        self.macros = dict(re.findall(r"^[ \t]*#[ \t]*define[ \t]+(ATTAIN_\w+)[ \t]+(.+?)[ \t]*$", bare, re.M))
        bare = re.sub(r"#ifdef __cplusplus\n.*?#endif", "", bare.replace("\\\n", " "), flags=re.S)
        bare = without_deprecation(bare)
        self.code = "\n".join(line for line in bare.split("\n") if not line.lstrip().startswith("#"))
        self.functions = [self._function(m) for m in
                          re.finditer(r"\bATTAIN_API\b([^;{}]*?)\b(attain_\w+)\s*\(([^;{}]*)\)\s*;", self.code)]
        declared = len(re.findall(r"\bATTAIN_API\b", self.code))
        if declared != len(self.functions):
            raise SystemExit(f"{path}: {declared} ATTAIN_API, but {len(self.functions)} functions understood")
        comments = self._comments()
        for function in self.functions:
            function.comment = comments.get(function.name, "")
        self.structs = {name: [parameter(member) for member in split(body, ";")]
                        for name, body in re.findall(r"\bstruct\s+(\w+)\s*\{(.*?)\}", self.code, re.S)}
        self.handles = [name for name, other in re.findall(r"\btypedef\s+struct\s+(\w+)\s+(\w+)\s*;", self.code)
                        if name == other and name not in self.structs]
        self.enumerators = self._enumerators()
        self.constants = {name: self._number(value, self.enumerators | INTEGERS) for name, value in
                          self.macros.items() if re.match(r"[-(]*(\d|INT\d+_M)", value)}

    def _function(self, match):
        result, name, inside = match.groups()
        result = " ".join(result.split())
        parts = [] if inside.strip() == "void" else split(inside, ",")
        return Function(result, name, [parameter(part) for part in parts])

    def _comments(self):
        found, comment = {}, ""
        for match in re.finditer(r"/\*(.*?)\*/|\bATTAIN_API\b[^;{}]*?\b(attain_\w+)\s*\(|\n\s*\n",
                                 without_deprecation(self.text), re.S):
            inside, name = match.groups()
            if name:
                found[name] = comment
            else:  # a comment; an empty line ends the paragraph
                comment = " ".join(re.sub(r"^\s*\*", "", inside or "", flags=re.M).split())
        return found

    def stated(self):
        """The statuses that each function's comment lists after `Errors`: its own, those of the functions that it names
        there, and with `as above` those of the function before it."""
        statuses = {name[len("ATTAIN_E_"):].lower() for name in self.enumerators if name.startswith("ATTAIN_E_")}
        listed, before = {}, set()
        for f in self.functions:
            errors = f.comment.partition("Errors")[2]
            here = statuses & set(re.findall(r"\w+", errors))
            if "as above" in errors:
                here |= before
            for other in re.findall(r"attain_\w+", errors):
                here |= listed.get(other, set())
            listed[f.name] = here
            if f.result == "attain_status":
                before = here
        return listed

    def _enumerators(self):
        values = {}
        for body in re.findall(r"\benum\s*\w*\s*\{(.*?)\}", self.code, re.S):
            following = 0
            for item in split(body, ","):
                name, _, value = (part.strip() for part in item.partition("="))
                following = self._number(value, values) if value else following
                values[name] = following
                following += 1
        return values

    def _number(self, text, known):
        for name in sorted(known, key=len, reverse=True):
            text = re.sub(rf"\b{name}\b", str(known[name]), text)
        if not re.fullmatch(r"[\s\w()+\-*<>|&~]+", text):
            raise SystemExit(f"not a constant: {text}")
        return int(eval(re.sub(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]*\b", r"\1", text), {"__builtins__": {}}))


def without_deprecation(text):
    return re.sub(r'\bATTAIN_DEPRECATED\s*\(\s*"[^"]*"\s*\)', " ", text)


def split(text, separator):
    """Parts at separators outside of parentheses; empty parts are dropped."""
    parts, depth, part = [], 0, ""
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == separator and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += character
    return [" ".join(p.split()) for p in parts + [part] if p.strip()]


def parameter(text):
    callback = re.fullmatch(r"(.+?)\(\s*\*\s*(\w+)\s*\)\s*(\(.*\))", text)
    if callback:
        return Parameter(f"{callback[1].strip()} (*){callback[3]}", callback[2], callback=True)
    plain = re.fullmatch(r"(.*?[\s*])(\w+)\s*(?:\[([^\]]*)\])?", text)
    if not plain or "," in text:
        raise SystemExit(f"not understood: {text}")
    return Parameter(" ".join(plain[1].replace("*", "* ").split()).replace(" *", "*"), plain[2], plain[3] or "")
