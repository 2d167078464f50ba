#!/usr/bin/env bash
# What the shared library is to the linker and the loader: the symbols of symbols.txt and no other, the name, what
# it needs, and that loading it runs and changes nothing of ours.
# usage: library.sh LIBRARY PROJECT_DIR [redistributable]
#   redistributable   the build that brings the C++ runtime along, and takes memory from the host's allocator
set -eu
. "$(dirname "$0")/../rule.sh"
library=$1
redistributable=${3:-}
cd "$2"

exported=$(nm -D --with-symbol-versions --defined-only "$library" |
    awk '$2 != "A" {print $3}' | sed -E 's/@@?ATTAIN_/ /' | LC_ALL=C sort)
rule "the library exports what symbols.txt lists, in the version it lists (< exported, > listed)" \
    "$(diff <(echo "$exported") <(grep -v '^#' capi/symbols.txt | LC_ALL=C sort) | grep '^[<>]' || true)"

dynamic=$(readelf -dW "$library")
soname=$(sed -nE 's/.*SONAME.*\[(.*)\]/\1/p' <<<"$dynamic")
rule "SONAME is libattain.so.1" "$([ "$soname" = libattain.so.1 ] || echo "$soname")"
needs='lib(c|m)\.so\.6|ld-linux.*\.so\.[0-9]'
[ -n "$redistributable" ] || needs+='|libstdc\+\+\.so\.6|libgcc_s\.so\.1'
rule "it needs the C library, and the C++ runtime where it does not bring it along" \
    "$(sed -nE 's/.*NEEDED.*\[(.*)\]/\1/p' <<<"$dynamic" | grep -vxE "$needs" || true)"
rule "no relocations in the text, no run path" "$(grep -E 'TEXTREL|RPATH|RUNPATH' <<<"$dynamic" || true)"
segments=$(readelf -lW "$library")
rule "no executable stack" "$(grep GNU_STACK <<<"$segments" | grep 'RWE' || true)"
# Which allocator the running call was given; nothing else, and only where there is a choice.
[ -n "$redistributable" ] || rule "no thread-local storage" "$(grep -w TLS <<<"$segments" || true)"

# Initialisers at load: only those that Boost.Math puts into each of its users, which compute a few constants: no
# policy of its turns them off, and its special functions call each other through what holds them.
rule "no initialiser runs at load but Boost.Math's" \
    "$(for unit in $(nm "$library" | sed -nE 's/.* _GLOBAL__sub_I_([A-Za-z0-9_]+\.cpp)$/\1/p'); do
        find src capi -name "$unit" -exec grep -L '<boost/math/' {} +
    done)"
rule "no writable data of ours: there is no global state" \
    "$(objdump -tC "$library" | grep -E ' \.(bss|data)\s' | grep -E '\sattain::|guard variable for attain::' || true)"

[ $broken -eq 0 ] && echo "$(echo "$exported" | wc -l) symbols, all of them attain_*; $soname"
exit $broken
