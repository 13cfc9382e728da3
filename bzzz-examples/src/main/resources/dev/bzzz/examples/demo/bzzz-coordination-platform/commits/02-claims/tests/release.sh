# Only the owner gives a task back; afterwards it is free at once.
new_board <<'END'
api-1 3 - Serve the board over HTTP
END
board claim api-1 amber
refuses 'not held by birch' board release api-1 birch
board release api-1 amber
board claim api-1 birch
