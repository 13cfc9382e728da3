# Claims: which agent works on which task, and until when. docs/format.md has the lease rule.

DEFAULT_LEASE=900

# clock - sets now; tests say what time it is.
clock() { now=${BOARD_NOW:-$(date +%s)}; }

# claim_load ID - sets claim_oid, claim_agent and claim_end; all empty if there is no claim.
claim_load() {
    store_load "claims/$1"
    claim_oid=$store_oid
    claim_agent=
    claim_end=
    [ -n "$claim_oid" ] || return 0
    read -r claim_agent since lease <<END
$store_text
END
    claim_end=$((since + lease))
}

# claim_table - one line per claim: id, agent, end of the lease and object, separated by tabs.
claim_table() {
    board_git for-each-ref --format='%(objectname) %(refname:lstrip=3)' refs/board/claims/ |
        board_git cat-file --batch='claim %(rest) %(objectname)' |
        awk '
            $1 == "claim" {
                id = $2
                object = $3
                getline
                printf "%s\t%s\t%.0f\t%s\n", id, $1, $2 + $3, object
            }
        '
}

# claim_live NOW < TABLE - the lines of the claims that count at second NOW.
claim_live() { awk -F '\t' -v now="$1" '$3 >= now'; }

# claim_summary NOW < TABLE - claims that count and those that do not, and the load of agents.
claim_summary() {
    table=$(cat)
    live=$(printf '%s\n' "$table" | claim_live "$1")
    printf '%s\n' "$table" "live:" "$live" | awk '
        $1 == "live:" { live = 1; next }
        NF == 0       { next }
        !live         { all++; next }
                      { counting++; load[$2]++ }
        END {
            printf "claims  %d live, %d expired\n", counting, all - counting
            for (agent in load) printf "agent   %s %d\n", agent, load[agent] | "sort"
        }
    '
}

# claim_owned ID AGENT - loads the claim, which must be one of AGENT.
claim_owned() {
    claim_load "$1"
    [ "$claim_agent" = "$2" ] || die "$1 is not held by $2"
}

# claim_write ID AGENT SECONDS - puts a lease from now on in place of the claim loaded before.
claim_write() {
    case $3 in
        '' | 0* | *[!0-9]*) die "not a valid lease: '$3' (whole seconds)" ;;
    esac
    echo "$2 $now $3" | store_swap "claims/$1" "$claim_oid" ||
        die "another agent changed the claim on $1 just now"
}

# claim_take ID AGENT SECONDS
claim_take() {
    store_load plan
    plan_task "$store_text" "$1"
    [ "$task_state" = open ] || die "$1 is $task_state"
    claim_load "$1"
    clock
    if [ -n "$claim_oid" ] && [ "$now" -lt "$claim_end" ]; then
        die "$1 is held by $claim_agent until $claim_end"
    fi
    claim_write "$1" "$2" "$3"
}

# claim_renew ID AGENT SECONDS - a new lease, counted from now.
claim_renew() {
    claim_owned "$1" "$2"
    clock
    [ "$now" -le "$claim_end" ] || die "the lease of $2 on $1 ended at $claim_end"
    claim_write "$1" "$2" "$3"
}

# claim_release ID AGENT
claim_release() {
    claim_owned "$1" "$2"
    store_drop "claims/$1" "$claim_oid" || die "another agent changed the claim on $1 just now"
}
