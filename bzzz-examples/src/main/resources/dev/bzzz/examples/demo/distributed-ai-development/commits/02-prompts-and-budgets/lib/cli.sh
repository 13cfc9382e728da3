# The command line. The variable home names the folder that holds lib/.

usage() {
    cat <<'END'
usage: swarm COMMAND [ARGUMENT...] < LINES

  queue                the waiting tasks, the most urgent first, from what was added and removed
  order                an order in which all tasks can be done, from their needs
  missing              tasks that are needed but not listed
  budget               the tokens that agents have left, from a ledger
  tokens               the estimated number of tokens of a text
  chunk TOKENS FOLDER  cuts a text into chunks for prompts, as files in a new folder

The first comment in lib/COMMAND.awk describes the lines.
END
}

die() {
    printf 'swarm: %s\n' "$*" >&2
    exit 1
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

# swarm_chunk TOKENS FOLDER
swarm_chunk() {
    case $1 in
        '' | 0* | *[!0-9]*) die "not a number of tokens for a chunk: '$1'" ;;
    esac
    mkdir -- "$2" || exit 1
    limit=$1 folder=$2 program common tokens chunk
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
        budget)
            arguments 0 $#
            program common budget
            ;;
        tokens)
            arguments 0 $#
            program tokens estimate
            ;;
        chunk)
            arguments 2 $#
            swarm_chunk "$1" "$2"
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
