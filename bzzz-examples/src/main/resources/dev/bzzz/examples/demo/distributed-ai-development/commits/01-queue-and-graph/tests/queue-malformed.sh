# A line that is not understood is an error: skipped, it would be a task that nobody does.
refuses 'swarm: line 2: the priority must be 1 to 5, not 6' swarm queue <<'END'
add api 1 100 java 900 -
add docs 6 200 docs 200 -
END
refuses 'swarm: line 1: neither adds nor removes a task: add docs 2' swarm queue <<'END'
add docs 2
END
