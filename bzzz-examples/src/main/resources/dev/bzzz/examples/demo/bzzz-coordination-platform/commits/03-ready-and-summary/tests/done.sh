# Only the holder closes a task; a closed one makes room for what needs it, and stays closed.
new_board <<'END'
api-1 3 - Serve the board over HTTP
ui-1 3 api-1 Draw the status page
END
board claim api-1 amber
equals '' "$(board ready)"
refuses 'not held by birch' board done api-1 birch

board done api-1 amber
equals 'p3  ui-1      Draw the status page' "$(board ready)"
refuses 'api-1 is done' board claim api-1 birch
refuses 'not held by amber' board release api-1 amber
