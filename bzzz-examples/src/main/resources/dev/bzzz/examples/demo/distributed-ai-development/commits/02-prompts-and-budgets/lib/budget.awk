# The tokens that agents may spend. Reads a ledger:
#
#     grant AGENT TOKENS
#     reserve AGENT TASK TOKENS
#     settle AGENT TASK TOKENS
#
# Tokens are reserved before work begins, and settled after it with the number that was used: what
# is left of a reservation is free again, what was used on top is taken. Prints the agents with
# the tokens they have left; fails at the first reservation that an agent cannot afford.

{ entry = $2 " " $3 }

$1 == "grant" && NF == 3 {
    left[$2] += $3
    next
}

$1 == "reserve" && NF == 4 {
    if (entry in reserved) fail("line " NR ": " $2 " has reserved tokens for " $3 " already")
    if ($4 > left[$2] + 0) fail("line " NR ": " $2 " has " left[$2] + 0 " tokens left, not " $4)
    reserved[entry] = $4
    left[$2] -= $4
    next
}

$1 == "settle" && NF == 4 {
    if (!(entry in reserved)) fail("line " NR ": " $2 " has reserved nothing for " $3)
    left[$2] += reserved[entry] - $4
    delete reserved[entry]
    next
}

{ fail("line " NR ": not an entry of the ledger: " $0) }

END {
    if (failed) exit 1
    n = sort_keys(left, agents)
    for (i = 1; i <= n; i++) print agents[i], left[agents[i]]
}
