# A renewed lease counts from the moment of renewal; one that is over cannot be renewed.
new_board <<'END'
api-1 3 - Serve the board over HTTP
END
board claim api-1 amber 600

at 1400
refuses 'not held by birch' board renew api-1 birch
refuses 'not a valid lease' board renew api-1 amber ten
board renew api-1 amber 600
claim_load api-1
equals 2000 "$claim_end"

at 2500
refuses 'ended at 2000' board renew api-1 amber
