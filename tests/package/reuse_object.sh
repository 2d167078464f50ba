#!/usr/bin/env bash
# A compiler launcher that spares compiling attain a second time: an object of attain's own that BUILD has made
# from the same source with the same flags is copied. Anything else is compiled.
# usage: reuse_object.sh BUILD COMPILER ARGUMENT...
set -eu
build=$1
shift

object=""
for ((i = 1; i < $#; ++i)); do
    [ "${!i}" = -o ] && j=$((i + 1)) && object=${!j}
done
made=${object#_deps/attain-build/} # as FetchContent names it
# same COMMAND: without its launchers, the names of what it writes, precompiled headers, and strictness
same() {
    echo "${1#*"$compiler" }" |
        sed -E 's, -(MT|MF|o) [^ ]+,,g; s, -Winvalid-pch -include [^ ]+,,; s, -Wno-(stringop-overflow|array-bounds),,g; s, -Werror,,; s, *$,,'
}
compiler=$1
if [ "$made" != "$object" ] && [ -f "$build/$made" ]; then
    before=$(ninja -C "$build" -t commands -s "$made" 2>/dev/null || true)
    if [ "$(same "$before")" = "$(same "$*")" ]; then
        cp "$build/$made" "$object"
        echo "$made" >>"$build/tests/package/subdirectory/reused.txt"
        exit 0
    fi
fi
exec "$@"
