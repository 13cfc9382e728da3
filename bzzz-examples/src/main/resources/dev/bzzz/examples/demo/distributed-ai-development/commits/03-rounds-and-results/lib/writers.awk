# Reads what find prints for a folder with the results of the workers, lines "./WORKER/PATH", and
# prints for every path a line with the names of those who wrote it: PATH, tab, WORKER WORKER...

{
    name = substr($0, 3)
    slash = index(name, "/")
    worker = substr(name, 1, slash - 1)
    if (worker !~ /^[a-z0-9-]+$/) fail("not the result of a worker: " $0)
    if (name ~ /\t/) fail("the name of a file has a tab in it: " $0)
    written[substr(name, slash + 1) "\t" worker]
}

END {
    if (failed) exit 1
    n = sort_keys(written, keys)
    for (i = 1; i <= n; i++) {
        split(keys[i], part, "\t")
        if (part[1] != path) {
            if (i > 1) print path "\t" workers
            path = part[1]
            workers = part[2]
        } else {
            workers = workers " " part[2]
        }
    }
    if (n > 0) print path "\t" workers
}
