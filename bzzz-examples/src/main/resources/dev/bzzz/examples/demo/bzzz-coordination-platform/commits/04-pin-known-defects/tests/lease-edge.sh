# docs/format.md: a lease of 600 seconds made at 1000 counts up to, but not including, 1600.
# In second 1600 it has ended for everyone: the listings, the owner and the other agents.
new_board <<'END'
api-1 3 - Serve the board over HTTP
END
board claim api-1 amber 600

at 1599
refuses 'held by amber until 1600' board claim api-1 birch
equals '' "$(board ready)"

at 1600
refuses 'ended at 1600' board renew api-1 amber
equals 'p3  api-1     Serve the board over HTTP' "$(board ready)"
board claim api-1 birch
