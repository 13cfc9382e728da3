# Open tasks are listed by priority, then by id - through the real command line.
git init -q --bare --template= 'my board.git'
BOARD_REPO='my board.git'
export BOARD_REPO
sh "$root/bin/board" import <<'END'
ui-2 3 ui-1 Show claims on the status page
api-1 2 - Serve the board over HTTP
db-1 1 api-1 Keep an index of closed tasks
END
board add ui-1 3 - "Draw the status page"

equals 'p1  db-1      Keep an index of closed tasks
p2  api-1     Serve the board over HTTP
p3  ui-1      Draw the status page
p3  ui-2      Show claims on the status page' "$(sh "$root/bin/board" list)"
