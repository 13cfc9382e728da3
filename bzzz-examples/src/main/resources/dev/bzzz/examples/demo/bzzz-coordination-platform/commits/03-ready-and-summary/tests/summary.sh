# Claims that have ended are counted apart, and are no load of their agent.
claims() {
    printf 'store\tamber\t1600\t%s\n' 5f2c
    printf 'cli\tbirch\t1300\t%s\n' 81aa
    printf 'demo\tamber\t1900\t%s\n' 30d7
}
equals 'claims  2 live, 1 expired
agent   amber 2' "$(claims | claim_summary 1500)"

equals 'tasks   1 open, 1 done' "$(printf '%s\t3\t%s\t-\tTitle\n' a open b done | plan_summary)"
equals 'tasks   0 open, 0 done' "$(printf '' | plan_summary)"
