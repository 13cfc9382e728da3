# Reads a graph as graph.awk describes it and prints the ids that are needed but not listed: they
# are done, or somebody misspelt them.

END {
    for (id in needs) {
        for (i = split(needs[id], wanted, ","); i > 0; i--) {
            if (!(wanted[i] in needs)) missing[wanted[i]]
        }
    }
    n = sort_keys(missing, ids)
    for (i = 1; i <= n; i++) print ids[i]
}
