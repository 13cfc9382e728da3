# The command line.

usage() {
    cat <<'END'
usage: board COMMAND [ARGUMENT...]

  add ID PRIORITY NEEDS TITLE   put a task on the board; NEEDS is ID,ID... or -
  import                        the same for many: lines "ID PRIORITY NEEDS TITLE" on stdin
  list                          open tasks, the most urgent first
  show ID                       one task and the claim on it
  claim ID AGENT [SECONDS]      take a task, for a lease of SECONDS
  renew ID AGENT [SECONDS]      begin a new lease before the old one has ended
  release ID AGENT              give a task back

BOARD_REPO names the git directory that holds the board (default: .git).
END
}

# arguments WANTED FOUND - WANTED is a number of arguments, or the least and the most: 2-3
arguments() {
    if [ "$2" -lt "${1%-*}" ] || [ "$2" -gt "${1#*-}" ]; then
        usage >&2
        exit 2
    fi
}

board_import() {
    store_load plan
    extended=$(plan_extend "$store_text") || exit 1
    printf '%s\n' "$extended" | store_swap plan "$store_oid" || die "the plan changed just now"
}

board_show() {
    store_load plan
    plan_task "$store_text" "$1"
    printf 'title     %s\n' "$task_title"
    echo "priority  $task_priority"
    echo "state     $task_state"
    echo "needs     $task_needs"
    claim_load "$1"
    [ -z "$claim_oid" ] || echo "claim     $claim_agent until $claim_end"
}

board_main() {
    command=${1:-help}
    [ $# -eq 0 ] || shift
    case $command in
        add)
            arguments 4 $#
            printf '%s\n' "$*" | board_import
            ;;
        import)
            arguments 0 $#
            board_import
            ;;
        list)
            arguments 0 $#
            store_load plan
            printf '%s\n' "$store_text" | plan_list
            ;;
        show)
            arguments 1 $#
            board_show "$1"
            ;;
        claim | renew)
            arguments 2-3 $#
            check_name 'task id' "$1"
            check_name 'agent' "$2"
            case $command in
                claim) claim_take "$1" "$2" "${3:-$DEFAULT_LEASE}" ;;
                renew) claim_renew "$1" "$2" "${3:-$DEFAULT_LEASE}" ;;
            esac
            ;;
        release)
            arguments 2 $#
            check_name 'task id' "$1"
            check_name 'agent' "$2"
            claim_release "$1" "$2"
            ;;
        help)
            usage
            ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
}
