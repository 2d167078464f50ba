#!/usr/bin/env bash
# What the README shows is what the programs print and what is compiled: its plan is the golden text, its C++
# and C blocks stand in the example programs line by line, its CMake blocks in the consumer of tests/package.
# usage: readme.sh PROJECT_DIR
set -eu
cd "$1"

block() { # block LANGUAGE [N]: the README's first (N-th) fenced block of that language
    awk -v open="\`\`\`$1" -v wanted="${2:-1}" '
        !inside && !other && $0 == open && ++seen == wanted {inside = 1; next}
        !other && !inside && /^```./ {other = 1; next}
        $0 == "```" {inside = 0; other = 0}
        inside' README.md
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
for n in 1 2; do
    block cmake $n | inside tests/package/consumer/CMakeLists.txt ||
        { echo "README: the CMake block $n is not tests/package/consumer"; wrong=1; }
done
exit $wrong
