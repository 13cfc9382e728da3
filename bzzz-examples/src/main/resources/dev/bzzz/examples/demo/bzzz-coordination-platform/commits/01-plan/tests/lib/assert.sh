# Helpers for the tests. test.sh runs every test in an empty directory of its own, under
# set -eu: a command that fails ends the test.

for part in "$root"/lib/*.sh; do
    . "$part"
done

# board ARGUMENT... - a command of the board, in a process of its own.
board() (board_main "$@")

# new_board < LINES - a board in this directory with the tasks of LINES, at second 1000.
new_board() {
    git init -q --bare --template= board.git
    BOARD_REPO=$PWD/board.git
    BOARD_NOW=1000
    export BOARD_REPO BOARD_NOW
    board import
}

# at SECOND - sets the clock of the board.
at() { BOARD_NOW=$1; }

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

# refuses MESSAGE COMMAND... - the command must fail and say MESSAGE.
refuses() {
    wanted=$1
    shift
    if said=$("$@" 2>&1); then
        fail "succeeded, but should have been refused: $*"
    fi
    case $said in
        *"$wanted"*) ;;
        *) fail "refused with '$said', not with '$wanted': $*" ;;
    esac
}
