# Reads a graph as graph.awk describes it and prints all listed ids, each one after those it needs;
# the same order for the same graph. Fails if tasks need each other in a circle, so that none of
# them can be first.

# The path from where the walk began to the task it is at.
function walked(    text, i) {
    for (i = 1; i <= depth; i++) text = text path[i] " -> "
    return text
}

function visit(id,    wanted, n, i) {
    if (!(id in needs) || id in placed) return
    if (id in on_path) fail("tasks need each other: " walked() id)
    path[++depth] = id
    on_path[id]
    n = split(needs[id], wanted, ",")
    for (i = 1; i <= n; i++) visit(wanted[i])
    delete on_path[id]
    depth--
    placed[id]
    order[++count] = id
}

END {
    n = sort_keys(needs, ids)
    for (i = 1; i <= n; i++) visit(ids[i])
    for (i = 1; i <= count; i++) print order[i]
}
