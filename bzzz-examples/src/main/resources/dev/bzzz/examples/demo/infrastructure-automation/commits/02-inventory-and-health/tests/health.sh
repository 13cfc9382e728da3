# One line per host in the order of the results, then what is not ok.
cat > results <<'END'
birch disk ok
amber disk warn 87% of /srv
amber board fail no answer within 5 s
birch board ok
END
ends 1 tool health results
equals 'birch        2 ok, 0 warn, 0 fail
amber        0 ok, 1 warn, 1 fail
warn: amber disk - 87% of /srv
fail: amber board - no answer within 5 s' "$said"
