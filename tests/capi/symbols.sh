#!/usr/bin/env bash
# The shared library exports what attain.h declares, and nothing else but its version node.
# usage: symbols.sh LIBRARY HEADER
set -eu
exported=$(nm -D --defined-only "$1" | awk '{print $3}' | sed 's/@@*.*//' | grep -v '^ATTAIN_1\.0$' | sort -u)
declared=$(grep -oE '\battain_[a-z0-9_]+\(' "$2" | tr -d '(' | sort -u)
if [ "$exported" != "$declared" ]; then
    echo "exported and declared symbols differ (< exported, > declared):"
    diff <(echo "$exported") <(echo "$declared") || true
    exit 1
fi
soname=$(readelf -d "$1" | sed -nE 's/.*SONAME.*\[(.*)\]/\1/p')
[ "$soname" = libattain.so.1 ] || { echo "SONAME is $soname, not libattain.so.1"; exit 1; }
echo "$(echo "$exported" | wc -l) symbols, all of them attain_*; $soname"
