#!/bin/sh
# Compiles everything and runs the tests: sh test.sh [NAME...]
#
# Without names every test runs, except the ones with a marker in tests/known-failing/: those
# are listed, with the issue the marker names.

CDPATH= cd -- "$(dirname -- "$0")" || exit 2
classes=$(mktemp -d "${TMPDIR:-/tmp}/swarm-test.XXXXXX") || exit 2
trap 'rm -rf "$classes"' EXIT
trap 'exit 130' HUP INT TERM

# jdk TOOL ARGUMENT... - the tool of the JDK in JAVA_HOME, or else the one on PATH.
jdk() {
    tool=$1
    shift
    if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/$tool" ]; then
        "$JAVA_HOME/bin/$tool" "$@"
    else
        "$tool" "$@"
    fi
}

jdk javac -J-XX:TieredStopAtLevel=1 -J-Xms96m -J-Xmn64m -J-XX:+UseSerialGC -J-XX:-UsePerfData -J-Xshare:auto \
    -proc:none -XDstringConcat=inline --limit-modules java.base -encoding UTF-8 -d "$classes" \
    src/swarm/*.java tests/*.java || exit 1
jdk java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto \
    -cp "$classes" TestMain "$@"
