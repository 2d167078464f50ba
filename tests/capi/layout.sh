#!/usr/bin/env bash
# A compiler's layout of attain.h, and of attain.ffi.h, is the one that layout.txt promises.
# usage: layout.sh PROJECT_DIR PRINT_LAYOUT PRINT_FFI_LAYOUT
set -eu
# Wider constants are macros in attain.h and cannot be in attain.ffi.h.
promised=$(grep -v '^#' "$1/capi/layout.txt" | awk '$1 ~ /[.]/ || ($2 >= -2147483648 && $2 < 2147483648)')
for printed in "$2" "$3"; do
    diff <(echo "$promised") <("$printed") || { echo "broken: < promised, > $(basename "$printed")"; exit 1; }
done
echo "$(echo "$promised" | wc -l) constants and members where they are promised to be"
