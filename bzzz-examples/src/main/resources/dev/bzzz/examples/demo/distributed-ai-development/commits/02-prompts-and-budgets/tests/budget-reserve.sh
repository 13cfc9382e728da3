# What is reserved can be spent once only.
equals 'amber 0
birch 300' "$(swarm budget <<'END'
grant birch 300
grant amber 1000
reserve amber api 600
reserve amber ui 400
END
)"
refuses 'swarm: line 3: amber has 400 tokens left, not 401' swarm budget <<'END'
grant amber 1000
reserve amber api 600
reserve amber ui 401
END
