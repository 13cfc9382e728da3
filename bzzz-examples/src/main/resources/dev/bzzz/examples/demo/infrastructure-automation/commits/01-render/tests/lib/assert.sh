# Helpers for the tests. test.sh runs every test in an empty directory of its own, under
# set -eu: a command that fails ends the test.

# tool NAME ARGUMENT... - one of the programs under test.
tool() {
    name=$1
    shift
    sh "$root/bin/$name" "$@"
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

# ends STATUS COMMAND... - the command must end with this status; what it says is in $said.
ends() {
    wanted=$1
    shift
    status=0
    said=$("$@" 2>&1) || status=$?
    [ "$status" -eq "$wanted" ] || fail "status $status, not $wanted: $*
$said"
}
