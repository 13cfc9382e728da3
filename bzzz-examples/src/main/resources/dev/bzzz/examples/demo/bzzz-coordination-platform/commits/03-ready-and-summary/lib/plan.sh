# The plan: one line per task with the fields ID, PRIORITY (1 is the most urgent), STATE (open
# or done), NEEDS (ids of the tasks to be done before, separated by commas, or "-") and TITLE,
# separated by tabs. The functions here only turn text into text.

# plan_extend PLAN < LINES - PLAN with a task added for every line "ID PRIORITY NEEDS TITLE".
plan_extend() {
    plan=$1
    while read -r id priority needs title; do
        check_name 'task id' "$id"
        case $priority in
            [1-5]) ;;
            *) die "the priority of $id must be 1 to 5, not '$priority'" ;;
        esac
        case $needs in
            '' | *[!a-z0-9,-]*) die "$id needs '$needs', which is not a list of ids" ;;
        esac
        case $title in
            '' | *"$tab"*) die "$id needs a title, without tabs" ;;
        esac
        case $newline$plan in
            *"$newline$id$tab"*) die "task $id exists already" ;;
        esac
        plan=$plan${plan:+$newline}$id$tab$priority${tab}open$tab$needs$tab$title
    done
    printf '%s\n' "$plan"
}

# plan_task PLAN ID - sets task_priority, task_state, task_needs and task_title.
plan_task() {
    task_state=
    while IFS=$tab read -r id priority state needs title; do
        if [ "$id" = "$2" ]; then
            task_priority=$priority
            task_state=$state
            task_needs=$needs
            task_title=$title
        fi
    done <<END
$1
END
    [ -n "$task_state" ] || die "no such task: $2"
}

# plan_list < PLAN - the open tasks for people to read, the most urgent first.
plan_list() {
    sort -t "$tab" -k2,2n -k1,1 |
        awk -F '\t' '$3 == "open" { printf "p%s  %-8s  %s\n", $2, $1, $5 }'
}

# plan_ready HELD < PLAN - the tasks that may be claimed: open, everything they need is done,
# and nobody holds them. HELD are the ids of tasks that are held, one per line.
plan_ready() {
    held=$1 awk -F '\t' '
        function ready(n,    wanted, i) {
            if (state[n] != "open" || index(held, id[n])) return 0
            if (needs[n] == "-") return 1
            for (i = split(needs[n], wanted, ","); i > 0; i--) {
                if (!index(finished, wanted[i])) return 0
            }
            return 1
        }
        BEGIN { held = ENVIRON["held"] }
        { line[NR] = $0; id[NR] = $1; state[NR] = $3; needs[NR] = $4 }
        $3 == "done" { finished = finished " " $1 }
        END { for (n = 1; n <= NR; n++) if (ready(n)) print line[n] }
    '
}

# plan_close ID < PLAN - the plan with this task done.
plan_close() { awk -F '\t' -v OFS='\t' -v id="$1" '$1 == id { $3 = "done" } { print }'; }

# plan_summary < PLAN
plan_summary() {
    awk -F '\t' '
        $3 == "open" { open++ }
        $3 == "done" { finished++ }
        END { printf "tasks   %d open, %d done\n", open, finished }
    '
}
