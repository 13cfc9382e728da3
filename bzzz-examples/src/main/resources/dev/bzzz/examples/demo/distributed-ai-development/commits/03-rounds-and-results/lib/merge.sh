# What several workers wrote, put together.

# merge_results RESULTS TARGET - RESULTS has a folder per worker with the files it wrote. Those
# that the workers agree on go into the new folder TARGET; the others are reported, and the
# status is 1 then.
merge_results() {
    results=$1
    target=$2
    found=$(cd -- "$results" && find . -type f) || exit 1
    written=$(printf '%s' "${found:+$found$newline}" | program common writers) || exit 1
    mkdir -- "$target" || exit 1
    conflicts=no
    while IFS=$tab read -r path workers; do
        [ -z "$path" ] || merge_file "$path" $workers
    done <<END
$written
END
    [ $conflicts = no ]
}

# merge_file PATH WORKER...
merge_file() {
    path=$1
    first=$2
    shift 2
    for worker in "$@"; do
        if ! cmp -s -- "$results/$first/$path" "$results/$worker/$path"; then
            echo "conflict $path: $first $*"
            conflicts=yes
            return
        fi
    done
    case $path in
        */*) mkdir -p -- "$target/${path%/*}" || exit 1 ;;
    esac
    cp -- "$results/$first/$path" "$target/$path" || exit 1
    echo "merged $path"
}
