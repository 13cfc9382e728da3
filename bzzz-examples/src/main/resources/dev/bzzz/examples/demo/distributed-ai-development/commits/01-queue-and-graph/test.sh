#!/bin/sh
# Runs the tests: sh test.sh [NAME...]
#
# NAME stands for the file tests/NAME.sh. Without names every test runs, except the ones with
# a marker in tests/known-failing/: those are listed, with the issue the marker names. The
# tests run side by side, each in a temporary directory whose path contains a space.

LC_ALL=C
export LC_ALL

CDPATH= cd -- "$(dirname -- "$0")" || exit 2
root=$(pwd)

everything=no
if [ $# -eq 0 ]; then
    everything=yes
    for file in tests/*.sh; do
        name=${file#tests/}
        set -- "$@" "${name%.sh}"
    done
fi
for name in "$@"; do
    if [ ! -f "tests/$name.sh" ]; then
        echo "no such test: $name" >&2
        exit 2
    fi
done

scratch=$(mktemp -d "${TMPDIR:-/tmp}/swarm-test.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM

skipped() { [ $everything = yes ] && [ -f "tests/known-failing/$1" ]; }

for name in "$@"; do
    skipped "$name" && continue
    (
        (
            set -eu
            mkdir "$scratch/run $name"
            cd "$scratch/run $name"
            . "$root/tests/lib/assert.sh"
            . "$root/tests/$name.sh"
        ) > "$scratch/$name.log" 2>&1
        echo $? > "$scratch/$name.status"
    ) &
done
wait

passed=0
failed=0
for name in "$@"; do
    if skipped "$name"; then
        IFS= read -r reason < "tests/known-failing/$name"
        echo "known failing: $name ($reason)"
    elif read -r status < "$scratch/$name.status" && [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        sed 's/^/    /' "$scratch/$name.log"
    fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
