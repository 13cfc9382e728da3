# A task that is added again moves to its new place and is there once.
equals 'docs 1 100 docs 250 -
api 2 300 java 900 -' "$(swarm queue <<'END'
add docs 4 100 docs 200 -
add api 2 300 java 900 -
add docs 1 100 docs 250 -
END
)"
