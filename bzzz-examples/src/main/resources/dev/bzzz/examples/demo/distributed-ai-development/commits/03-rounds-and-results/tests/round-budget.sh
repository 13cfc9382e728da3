# A worker gets what it can afford, even if something more urgent waits. 800 is more than 1000
# only where numbers are compared as text.
equals 'amber small 300
birch large 800' "$(swarm round <<'END'
worker amber java 700
worker birch java 1000
task large 1 10 java 800 -
task small 2 20 java 300 -
END
)"
refuses 'swarm: line 1: neither a worker nor a task: worker amber' swarm round <<'END'
worker amber
END
