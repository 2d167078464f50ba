#!/usr/bin/env bash
# The ABI of attain.h against the committed baseline: functions may be added and fields appended,
# nothing else may change.
# usage: abi.sh PROJECT_DIR WORK_DIR [--update]
#   --update   writes the baseline anew: at a release, or while nothing has been released
set -eu
project=$1
work=$2
here=$project/tests/capi/abi
baseline=$here/libattain.so.1.abi
mkdir -p "$work"
python=/usr/bin/python3
[ -x $python ] || python=python3
$python "$here/stub.py" "$project" "$work/stub.c"
cc -std=c99 -g -shared -fPIC -Wl,-soname,libattain.so.1 -I"$project/capi" "$work/stub.c" -o "$work/libattain.so.1"
if [ "${3:-}" = --update ]; then
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs "$work/libattain.so.1" >"$baseline"
    exit
fi
report=$work/report.txt
status=0
abidiff --harmless --no-added-syms "$baseline" "$work/libattain.so.1" >"$report" || status=$?
# Fields appended to a sized struct show as these lines and no other; abidiff's own suppression of them suppresses
# changed types as well.
worse=$(grep -vE \
    -e '^$' -e '^(Functions|Variables) changes summary:' -e '^ *[0-9]+ functions? with some indirect sub-type change' \
    -e "^ *\[C\] 'function .* has some indirect sub-type changes:$" \
    -e "^ *parameter [0-9]+ of type '.*' has sub-type changes:$" \
    -e "^ *in (pointed to|unqualified underlying) type '.*':?" \
    -e "^ *(un)?qualified underlying type 'struct attain_[a-z_]+' changed:$" \
    -e "^ *underlying type 'struct attain_[a-z_]+' changed:$" \
    -e '^ *type size changed from [0-9]+ to [0-9]+ \(in bits\)$' -e '^ *[0-9]+ data member insertions?:$' \
    -e "^ *'.*', at offset [0-9]+ \(in bits\)" "$report" || true)
if [ $((status & ~4)) -ne 0 ] || [ -n "$worse" ]; then
    cat "$report"
    echo "broken: a program built against the baseline may not run; see tests/capi/abi/abi.sh"
    exit 1
fi
echo "compatible with the baseline of $(grep -c '<elf-symbol ' "$baseline") functions"
