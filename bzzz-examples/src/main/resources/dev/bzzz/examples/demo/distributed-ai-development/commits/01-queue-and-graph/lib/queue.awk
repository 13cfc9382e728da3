# The queue. Reads what happened to it, one line each:
#
#     add ID PRIORITY CREATED SKILL TOKENS NEEDS
#     remove ID
#
# PRIORITY is from 1, the most urgent, to 5, CREATED in seconds since 1970, TOKENS what the task is
# expected to cost, and NEEDS are the ids of the tasks to be done before, separated by commas, or
# "-". A task that is added again is replaced. Prints the waiting tasks, without "add", the most
# urgent first.

# Text that sorts as the tasks rank.
function rank(priority, created) { return sprintf("%d %012d", priority, created) }

function drop(id) {
    if (!(id in rank_of)) return
    delete waiting[rank_of[id]]
    delete rank_of[id]
}

$1 == "add" && NF == 7 {
    if ($3 !~ /^[1-5]$/) fail("line " NR ": the priority must be 1 to 5, not " $3)
    drop($2)
    rank_of[$2] = rank($3, $4)
    waiting[rank_of[$2]] = $2 " " $3 " " $4 " " $5 " " $6 " " $7
    next
}

$1 == "remove" && NF == 2 {
    drop($2)
    next
}

{ fail("line " NR ": neither adds nor removes a task: " $0) }

END {
    if (failed) exit 1
    n = sort_keys(waiting, ranks)
    for (i = 1; i <= n; i++) print waiting[ranks[i]]
}
