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
