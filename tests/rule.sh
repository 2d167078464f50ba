# To be sourced: rules that a script checks, and whether one is broken.
broken=0
rule() { # rule "what it says" OFFENDERS
    [ -z "$2" ] && return 0
    echo "broken: $1"
    echo "$2" | sed 's/^/    /'
    broken=1
}
