# An id stands for itself, not for every id that it is a part of.
plan=$(plan_extend '' <<'END'
api-1 2 - Serve the board over HTTP
api-12 2 - Answer conditional requests
ui-1 3 api-1 Draw the status page
END
)
ready() { printf '%s\n' "$plan" | plan_ready "$1" | cut -f 1 | xargs; }

equals 'api-1' "$(ready api-12)"

plan=$(printf '%s\n' "$plan" | plan_close api-12)
equals 'api-1' "$(ready '')"
