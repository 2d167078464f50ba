#!/usr/bin/env bash
# The house rules that a compiler does not see: the arrows between folders, headers that must stay out of
# headers, the umbrella that holds everything.
# usage: hygiene.sh PROJECT_DIR
set -eu
. "$(dirname "$0")/rule.sh"
cd "$1"

# Each folder includes only those above it, and core/.
folders=(core time measure estimate allocate goal)
for i in "${!folders[@]}"; do
    below=$(IFS='|'; echo "${folders[*]:i+1}|state")
    folder=${folders[$i]}
    rule "$folder/ includes only what stands above it" \
        "$(grep -rnE "#include [<\"]attain/($below)/" "include/attain/$folder" "src/$folder" 2>/dev/null || true)"
done
rule "nothing but the umbrella includes the umbrella" \
    "$(grep -rn '#include <attain/attain.hpp>' include src --include='*.hpp' --include='*.cpp' || true)"

rule "gregorian_types.hpp, never gregorian.hpp" "$(grep -rn 'gregorian/gregorian.hpp' include src capi || true)"
rule "no streams and no locale in public headers" \
    "$(grep -rnE '#include <(iostream|ostream|istream|sstream|fstream|iomanip|locale|regex)>' include || true)"
rule "Boost.Accumulators in measure/rolling.hpp alone" \
    "$(grep -rln 'boost/accumulators' include src capi | grep -v '^include/attain/measure/rolling.hpp$' || true)"
rule "Boost.Math in src/ alone" "$(grep -rln 'boost/math' include capi || true)"
rule "no clock, environment or random device" \
    "$(grep -rnE 'system_clock|steady_clock|std::time\(|getenv|random_device' include src capi || true)"
rule "thread_local in capi/heap.cpp alone: which allocator the running call was given" \
    "$(grep -rn 'thread_local' include src capi | grep -v '^capi/heap.cpp:' || true)"

rule "nothing static but functions and constants in tests/capi/refusals: two threads run them at once" \
    "$(grep -nE '^ *static [^(]*[;{]$|^ *static [^(]*= ' tests/capi/refusals/*.c | grep -v 'static const ' |
        grep -vE '/(faults|refusals)[.]c:' || true)"

umbrella=include/attain/attain.hpp
missing=""
for header in $(cd include && find attain -name '*.hpp' | sort); do
    case $header in attain/attain.hpp | attain/measure/rolling.hpp) continue ;; esac
    grep -qF "#include <$header>" "$umbrella" || missing+="$header"$'\n'
done
rule "the umbrella includes every header but measure/rolling.hpp" "${missing%$'\n'}"

exit $broken
