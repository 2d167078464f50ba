#!/usr/bin/env bash
# pkg-config in a prefix that was moved: the README's three commands, and a folder with spaces in its name.
set -eu
. "$(dirname "$0")/common.sh"

version=$(sed -nE 's/^project\(attain VERSION ([0-9.]+).*/\1/p' "$source/CMakeLists.txt")
libraries=$(dirname "$(find "$installed" -name libattain.so)")
export PKG_CONFIG_PATH=$libraries/pkgconfig LD_LIBRARY_PATH=$libraries
[ "$(pkg-config --modversion attain attain-cxx | sort -u)" = "$version" ] || die "the version is not $version"

cd "$work"
cp "$source/examples/c/plan.c" "$source/examples/quick_start.cpp" .
eval "flags=($(pkg-config --cflags --libs attain))" # quoted for a shell
quietly "$cc" -std=c99 -Wall -Wextra -Wpedantic -Werror plan.c "${flags[@]}" -o crm
same_text ./crm "$build/examples/c_plan"

ln -s "$installed" prefix # the README's commands do not expect spaces
export PKG_CONFIG_PATH=$work/prefix/${libraries#"$installed"/}/pkgconfig
cc() { "$cc" -Wall -Wextra -Wpedantic -Werror "$@"; }
c++() { "$cxx" -Wall -Wextra -Wpedantic -Werror "$@"; }
tried=0
while read -r command; do
    rm -f a.out
    eval "$command" || die "failed: $command"
    case $command in
    cc\ *) same_text ./a.out "$build/examples/c_plan" ;;
    *) same_text ./a.out "$build/examples/quick_start" ;;
    esac
    tried=$((tried + 1))
done < <(sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$source/README.md")
[ "$tried" -eq 3 ] || die "the README shows $tried commands"
