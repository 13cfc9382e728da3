# Warnings do not fail the summary; a line without a status does.
echo 'amber disk warn' > results
ends 0 tool health results
equals 'amber        0 ok, 1 warn, 0 fail
warn: amber disk' "$said"

echo 'amber disk full' > results
ends 2 tool health results
equals 'health: line 1 has no status: amber disk full' "$said"

equals '' "$(tool health < /dev/null)"
