#!/usr/bin/env bash
# The redistributable library needs the C library, its libm and the loader that comes with them, nothing else.
# usage: redistributable.sh LIBRARY
set -eu
needed=$(readelf -d "$1" | sed -nE 's/.*NEEDED.*\[(.*)\]/\1/p' | sort | tr '\n' ' ')
for library in $needed; do
    case $library in
        libc.so.* | libm.so.* | ld-linux*.so.*) ;;
        *) echo "needs $library"; exit 1 ;;
    esac
done
leaked=$(nm -D --defined-only "$1" | awk '{print $3}' | grep -v '^attain_\|^ATTAIN_1\.0$' || true)
[ -z "$leaked" ] || { echo "exports $leaked"; exit 1; }
echo "needs ${needed% }"
