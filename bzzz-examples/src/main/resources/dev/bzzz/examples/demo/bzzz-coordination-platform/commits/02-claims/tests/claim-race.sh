# Two agents saw the task unclaimed. The ref moves for the first one only.
new_board <<'END'
api-1 3 - Serve the board over HTTP
END
claim_load api-1
now=1000
(claim_write api-1 amber 600)
refuses 'another agent changed the claim' claim_write api-1 birch 600

claim_load api-1
equals 'amber 1600' "$claim_agent $claim_end"
