# A task is held by one agent; claims on different tasks do not touch each other.
new_board <<'END'
api-1 3 - Serve the board over HTTP
ui-1 3 - Draw the status page
END
board claim api-1 amber 600
board claim ui-1 birch

at 1300
refuses 'held by amber until 1600' board claim api-1 birch
refuses 'held by amber until 1600' board claim api-1 amber
refuses 'no such task: api-2' board claim api-2 birch
equals 'claim     birch until 1900' "$(board show ui-1 | tail -n 1)"
