# Titles keep their punctuation.
new_board <<'END'
ui-1 4 api-1,api-2 Draw: 100% of the $tatus page; "quoted" \n
END
equals 'title     Draw: 100% of the $tatus page; "quoted" \n
priority  4
state     open
needs     api-1,api-2' "$(board show ui-1)"

refuses 'no such task: ui-2' board show ui-2
