# What the programs have in common. A program says what it does in the comment at its top;
# "--help" prints that comment.

LC_ALL=C
export LC_ALL

help() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; }

# arguments LEAST MOST "$@" - prints the help if asked for, or if the number is wrong.
arguments() {
    least=$1
    most=$2
    shift 2
    if [ "${1:-}" = --help ]; then
        help
        exit 0
    fi
    if [ $# -lt "$least" ] || [ $# -gt "$most" ]; then
        help >&2
        exit 2
    fi
}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 2
}

# replace NEW FILE - moves NEW to FILE only if the content differs, and says which it was.
# Services are restarted on "changed", so a second run must say "unchanged".
replace() {
    if [ -f "$2" ] && cmp -s "$1" "$2"; then
        rm -f "$1"
        echo "unchanged $2"
    else
        mv -f "$1" "$2"
        echo "changed $2"
    fi
}
