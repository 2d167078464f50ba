#!/usr/bin/env bash
# What the README and docs/embed.md show is what the programs print and what is compiled: the plan is the golden
# text, the C++ and C blocks stand in the example programs line by line, the CMake blocks in the consumer of
# tests/package, the blocks of Python and PHP in the CRMs that tests/ffi runs.
# usage: readme.sh PROJECT_DIR [C_PROGRAM]      C_PROGRAM: examples/c/plan.c, built; it prints what the README says
set -eu
cd "$1"

page=README.md
block() { # block LANGUAGE [N]: the page's first (N-th) fenced block of that language
    awk -v open="\`\`\`$1" -v wanted="${2:-1}" '
        !inside && !other && $0 == open && ++seen == wanted {inside = 1; next}
        !other && !inside && /^```./ {other = 1; next}
        $0 == "```" {inside = 0; other = 0}
        inside' "$page"
}
flat() { sed -E 's/^ +//' | grep -v '^$'; }
inside() { # inside FILE: the lines of the block, in one piece, somewhere in the file
    local wanted
    wanted=$(flat)
    [ -n "$wanted" ] && flat <"$1" | wanted=$wanted awk '{all = all $0 "\n"} END {exit index(all, ENVIRON["wanted"]) == 0}'
}

wrong=0
block "" | diff - tests/scenarios/plan/golden/team_of_four.txt || { echo "README: the plan is not the golden text"; wrong=1; }
block cpp | inside examples/quick_start.cpp || { echo "README: the C++ block is not examples/quick_start.cpp"; wrong=1; }
block c | inside examples/c/plan.c || { echo "README: the C block is not examples/c/plan.c"; wrong=1; }
[ $# -lt 2 ] || block text | diff - <("$2") || { echo "README: examples/c/plan.c prints something else"; wrong=1; }
for n in 1 2; do
    block cmake $n | inside tests/package/consumer/CMakeLists.txt ||
        { echo "README: the CMake block $n is not tests/package/consumer"; wrong=1; }
done
page=docs/embed.md
block python | inside examples/ffi/python/crm.py || { echo "$page: the Python block is not crm.py"; wrong=1; }
block php | inside examples/ffi/php/crm.php || { echo "$page: the PHP block is not crm.php"; wrong=1; }
block "" | diff - tests/ffi/crm.txt || { echo "$page: the text is not what the CRMs print"; wrong=1; }
exit $wrong
