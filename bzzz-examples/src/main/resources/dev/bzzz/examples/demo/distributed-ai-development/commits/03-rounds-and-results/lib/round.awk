# Hands out tasks in a round: every idle worker gets the most urgent task that suits it. Reads
#
#     worker NAME SKILL,SKILL... TOKENS
#     done ID
#     task ID PRIORITY CREATED SKILL TOKENS NEEDS
#
# with the workers in the order in which they choose, the tokens they have left, the tasks that
# are done, and those that wait as the queue prints them. Prints who works on what, and the tokens
# to reserve for it.

$1 == "worker" && NF == 4 {
    name[++workers] = $2
    skills[workers] = "," $3 ","
    left[workers] = $4
    next
}

$1 == "done" && NF == 2 {
    finished[$2]
    next
}

$1 == "task" && NF == 7 {
    id[++tasks] = $2
    skill[tasks] = $5
    cost[tasks] = $6
    needs[tasks] = $7
    next
}

{ fail("line " NR ": neither a worker nor a task: " $0) }

function ready(task,    wanted, i) {
    if (needs[task] == "-") return 1
    for (i = split(needs[task], wanted, ","); i > 0; i--) {
        if (!(wanted[i] in finished)) return 0
    }
    return 1
}

# Whether the worker is able to do the task and can afford it.
function suits(worker, task) {
    return index(skills[worker], "," skill[task] ",") && cost[task] <= left[worker]
}

function choose(worker,    task) {
    for (task = 1; task <= tasks; task++) {
        if (!(task in taken) && suits(worker, task) && ready(task)) {
            taken[task]
            print name[worker], id[task], cost[task]
            return
        }
    }
}

END {
    if (failed) exit 1
    for (worker = 1; worker <= workers; worker++) choose(worker)
}
