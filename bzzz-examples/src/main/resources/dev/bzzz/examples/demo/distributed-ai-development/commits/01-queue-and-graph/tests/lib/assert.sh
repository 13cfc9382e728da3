# Helpers for the tests. test.sh runs every test in an empty directory of its own, under
# set -eu: a command that fails ends the test.

home=$root
. "$home/lib/cli.sh"

# swarm COMMAND [ARGUMENT...] - a command, in a process of its own.
swarm() (swarm_main "$@")

# ids < LINES - the first word of each line, in one line.
ids() {
    found=
    while read -r id rest; do
        found=$found${found:+ }$id
    done
    echo "$found"
}

fail() {
    printf '%s\n' "$*"
    exit 1
}

# equals WANTED FOUND
equals() {
    [ "$1" = "$2" ] || fail "wanted:
$1
found:
$2"
}

# refuses MESSAGE COMMAND... - the command must fail, and say this and nothing else.
refuses() {
    wanted=$1
    shift
    if said=$("$@" 2>&1); then
        fail "succeeded, but should have been refused: $*"
    fi
    equals "$wanted" "$said"
}
