# Ready means: open, everything needed is done, and nobody holds it.
plan=$(plan_extend '' <<'END'
store 1 - Write the record store
cli 2 store Write the command line
docs 3 - Describe the records
demo 3 store,cli Record a demo
END
)
# ready HELD - the ids of the tasks that are ready
ready() { printf '%s\n' "$plan" | plan_ready "$1" | cut -f 1 | xargs; }

equals 'store docs' "$(ready '')"
equals 'docs' "$(ready store)"
equals '' "$(ready "store${newline}docs")"

plan=$(printf '%s\n' "$plan" | plan_close store)
equals 'cli docs' "$(ready '')"
plan=$(printf '%s\n' "$plan" | plan_close cli)
equals 'demo' "$(ready docs)"
