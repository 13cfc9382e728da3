# The command line. The variable home names the folder that holds lib/.

usage() {
    cat <<'END'
usage: swarm COMMAND < LINES

  queue     the waiting tasks, the most urgent first, from what was added and removed
  order     an order in which all tasks can be done, from their needs
  missing   tasks that are needed but not listed

The first comment in lib/COMMAND.awk describes the lines.
END
}

# arguments WANTED FOUND
arguments() {
    if [ "$1" -ne "$2" ]; then
        usage >&2
        exit 2
    fi
}

# program PART... - runs lib/PART.awk and so on as one program.
program() {
    for part in "$@"; do
        shift
        set -- "$@" -f "$home/lib/$part.awk"
    done
    awk "$@"
}

swarm_main() {
    command=${1:-help}
    [ $# -eq 0 ] || shift
    case $command in
        queue)
            arguments 0 $#
            program common queue
            ;;
        order)
            arguments 0 $#
            program common graph order
            ;;
        missing)
            arguments 0 $#
            program common graph missing
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
