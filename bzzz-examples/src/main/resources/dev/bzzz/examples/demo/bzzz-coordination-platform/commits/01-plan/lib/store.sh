# Records behind the refs of a git repository.
#
# A record is a blob, and refs/board/NAME points to it. Records are never changed in place: a
# new blob is written, and the ref moves only if it still points to the blob read before.

tab=$(printf '\t')
newline='
'

die() {
    printf 'board: %s\n' "$*" >&2
    exit 1
}

# check_name WHAT NAME - ids and agents become parts of refs and of table lines.
check_name() {
    case $2 in
        '' | -* | *[!a-z0-9-]*) die "not a valid $1: '$2' (use a-z, 0-9 and -)" ;;
    esac
}

board_git() { git --git-dir="${BOARD_REPO:-.git}" "$@"; }

# store_load NAME - sets store_oid and store_text; both are empty if there is no such record.
store_load() {
    store_text=$(echo "refs/board/$1" | board_git cat-file --batch) || exit 1
    store_oid=${store_text%%[ $newline]*}
    case $store_text in
        *' missing') store_oid= store_text= ;;
        *"$newline"*) store_text=${store_text#*"$newline"} ;;
        *) store_text= ;;
    esac
}

# store_swap NAME OLD < RECORD - moves the ref if it still is at OLD; an empty OLD means that
# there must be no such ref yet.
store_swap() {
    store_new=$(board_git hash-object -w --stdin) || return 1
    board_git update-ref "refs/board/$1" "$store_new" "$2" 2>/dev/null
}
