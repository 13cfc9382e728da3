# No order is printed if tasks need each other.
refuses 'swarm: tasks need each other: api -> store -> api' swarm order <<'END'
api store
log -
store log,api
END
refuses 'swarm: tasks need each other: api -> api' swarm order <<'END'
api api
END
