# Needs that are not listed are named once, in alphabetical order.
equals 'auth log' "$(swarm missing <<'END' | ids
api store,log,auth
ui log
store -
END
)"
