#!/usr/bin/env bash
# ATTAIN_TARGET_VERSION and the deprecation macros: what attain.h shows to who asks for a version is what symbols.txt
# says it had; and in a rehearsal of the next version, with a function more and one that is deprecated, an old target
# does not compile a call of the new one, a call of the deprecated one warns, and generate.py takes both.
# usage: versions.sh PROJECT_DIR
set -eu
. "$(dirname "$0")/../rule.sh"
project=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
strict="-pedantic -Wall -Wextra -Wundef -Werror"
number() { printf '0x%04x%04xu' "${1%.*}" "${1#*.}"; } # number 1.0: as the macros have it
compile() { # compile INCLUDE_DIR TEXT [FLAG...]: in C and C++; what the compilers say
    local include=$1 text=$2
    shift 2
    printf '%b' "$text" | gcc -x c -std=c99 -Wstrict-prototypes $strict "$@" -fsyntax-only -I"$include" - 2>&1 || true
    printf '%b' "$text" | gcc -x c++ -std=c++98 $strict "$@" -fsyntax-only -I"$include" - 2>&1 || true
}
lacks() { # lacks WORDS COMPILE_ARGUMENTS...: prints what is wrong unless both compilers say the words
    local words=$1 said
    shift
    said=$(compile "$@")
    [ "$(grep -c "error: .*$words" <<<"$said")" -ge 2 ] || echo "not said twice: $words; but: ${said:-nothing}"
}
declared() { # declared INCLUDE_DIR VERSION: the functions that its attain.h shows
    printf '#include <attain.h>\n' | gcc -x c -std=c99 -E -P "-DATTAIN_TARGET_VERSION=$(number "$2")" -I"$1" - |
        grep -oE '\battain_[a-z0-9_]+\(' | tr -d '(' | LC_ALL=C sort -u
}
of_version() { # of_version SYMBOLS VERSION: the functions that were there in it
    awk -v version="$2" '!/^#/ { split($2, was, "."); split(version, is, ".")
        if (was[1] < is[1] || (was[1] == is[1] && was[2] + 0 <= is[2] + 0)) print $1 }' "$1" | LC_ALL=C sort
}
seen() { # seen CAPI_DIR: attain.h against symbols.txt, version by version
    local version
    for version in $(awk '!/^#/ {print $2}' "$1/symbols.txt" | sort -uV); do
        diff <(declared "$1" "$version") <(of_version "$1/symbols.txt" "$version") |
            sed -n "s/^</in attain.h for $version: /p; s/^>/not in attain.h for $version: /p"
    done
}

# As it is.
capi=$project/capi
now=$(sed -nE 's/^#define ATTAIN_ABI_VERSION 0x0*([0-9a-f]+)([0-9a-f]{4})u$/\1 \2/p' "$capi/attain.h")
now=$((16#${now% *})).$((16#${now#* }))
next=${now%.*}.$((${now#*.} + 1))
include='#include <attain.h>\n'
rule "attain.h shows to each version what symbols.txt says it had" "$(seen "$capi")"
rule "without a target all of it is seen" \
    "$(compile "$capi" "$include#if ATTAIN_TARGET_VERSION != ATTAIN_ABI_VERSION\n#error not all\n#endif\n")"
for target in 0 1 0x0000ffffu "$(number "$next")" "$(number $((${now%.*} + 1)).0)"; do
    rule "a version that attain.h does not have is refused: $target" \
        "$(lacks 'a version that this header does not have' "$capi" "$include" "-DATTAIN_TARGET_VERSION=$target")"
done

# As it will be.
cp "$capi/header.py" "$capi/generate.py" "$capi/symbols.txt" "$capi/layout.txt" "$work"
sed -E "s/^(#define ATTAIN_ABI_VERSION).*/\1 $(number "$next")/" "$capi/attain.h" |
    awk -v since="$(number "$next")" '/^ATTAIN_API .* attain_status_count\(void\);/ {
        print "ATTAIN_API ATTAIN_DEPRECATED(\"use attain_status_list (it says which)\") int32_t attain_status_count(void);"
        print "#if ATTAIN_TARGET_VERSION >= " since
        print "ATTAIN_API int32_t attain_newer(void);"
        print "#endif"
        next
    } { print }' >"$work/attain.h"
python=/usr/bin/python3
[ -x $python ] || python=python3
rule "generate.py takes a new function and a deprecated one" "$($python "$work/generate.py" 2>&1 | grep -v ' written$' || true)"
rule "symbols.txt has the new function in the next version" \
    "$(grep -qx "attain_newer $next" "$work/symbols.txt" || grep attain_newer "$work/symbols.txt" || echo missing)"
rule "attain.ffi.h has both, without a macro" \
    "$(compile "$work" '#include <stddef.h>\n#include <stdint.h>\n#ifdef __cplusplus\nextern "C" {\n#endif\n#include "attain.ffi.h"\n#ifdef __cplusplus\n}\n#endif\nint32_t f(void);\nint32_t f(void) { return attain_newer() + attain_status_count(); }\n')"
rule "attain.h of the next version shows to each version what symbols.txt says" "$(seen "$work")"
newer="${include}int32_t f(void);\nint32_t f(void) { return attain_newer(); }\n"
rule "who asks for $now does not compile against what came after" \
    "$(lacks attain_newer "$work" "$newer" "-DATTAIN_TARGET_VERSION=$(number "$now")")"
rule "who asks for $next does" "$(compile "$work" "$newer" "-DATTAIN_TARGET_VERSION=$(number "$next")")"
rule "nor does who asks for nothing miss anything" "$(compile "$work" "$newer")"
older="${include}int32_t f(void);\nint32_t f(void) { return attain_status_count(); }\n"
rule "a deprecated function says what to use instead" "$(lacks 'use attain_status_list (it says which)' "$work" "$older")"
rule "ATTAIN_NO_DEPRECATED silences that" "$(compile "$work" "$older" -DATTAIN_NO_DEPRECATED)"
rule "a header with deprecated functions is not warned about itself" "$(compile "$work" "$include")"

[ $broken -eq 0 ] && echo "$(wc -l < <(declared "$capi" "$now")) functions in $now; $next rehearsed"
exit $broken
