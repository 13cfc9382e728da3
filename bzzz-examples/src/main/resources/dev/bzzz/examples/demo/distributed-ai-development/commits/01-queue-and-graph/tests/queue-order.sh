# Priority comes before age, and nothing of a task is lost.
equals 'store 2 1772000200 shell 500 -
api 2 1772000300 java 900 store
docs 4 1772000100 docs 200 api,store' "$(swarm queue <<'END'
add docs 4 1772000100 docs 200 api,store
add api 2 1772000300 java 900 store
add store 2 1772000200 shell 500 -
END
)"
