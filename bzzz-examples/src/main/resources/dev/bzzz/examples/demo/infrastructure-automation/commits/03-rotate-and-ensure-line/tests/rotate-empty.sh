# A log without entries does not push out the older ones.
echo first > app.log
tool rotate app.log 2
tool rotate app.log 2
: > app.log
tool rotate app.log 2
equals 'app.log app.log.1' "$(echo *)"

ends 2 tool rotate app.log 0
equals "rotate: KEEP must be a positive number, not '0'" "$said"
