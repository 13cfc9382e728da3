# A report names the tasks on the cycle, in the same words wherever the walk enters it.
refuses 'swarm: tasks need each other: cache -> store -> cache' swarm order <<'END'
app cache
cache store
store cache
END
refuses 'swarm: tasks need each other: cache -> log -> store -> cache' swarm order <<'END'
app store
store cache
cache log
log store
END
