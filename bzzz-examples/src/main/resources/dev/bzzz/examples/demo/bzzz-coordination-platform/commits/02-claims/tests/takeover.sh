# When a lease is over, another agent may have the task; the former owner then has lost it.
new_board <<'END'
api-1 3 - Serve the board over HTTP
END
board claim api-1 amber 600

at 1700
board claim api-1 birch 600
refuses 'not held by amber' board renew api-1 amber
refuses 'not held by amber' board release api-1 amber
claim_load api-1
equals 'birch 2300' "$claim_agent $claim_end"
