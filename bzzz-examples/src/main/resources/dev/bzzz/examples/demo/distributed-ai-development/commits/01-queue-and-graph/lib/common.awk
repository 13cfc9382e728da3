# Helpers for the other programs.

# fail(MESSAGE) - ends the program with status 1. END is still run and has to look at "failed".
function fail(message) {
    print "swarm: " message | "cat 1>&2"
    failed = 1
    exit 1
}

# sort_keys(TABLE, KEYS) - the keys of TABLE in alphabetical order, as KEYS[1] to KEYS[n]; returns
# n. An insertion sort: made for hundreds of tasks, not for millions.
function sort_keys(table, keys,    n, key, i) {
    n = 0
    for (key in table) {
        for (i = n++; i > 0 && keys[i] "" > key ""; i--) keys[i + 1] = keys[i]
        keys[i + 1] = key
    }
    return n
}
