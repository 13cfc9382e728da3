# Tasks leave the queue when somebody takes or closes them, and may come back later.
removed() {
    cat <<'END'
add api 1 100 java 900 -
add docs 2 200 docs 200 -
remove api
remove unknown
END
}

equals 'docs' "$(removed | swarm queue | ids)"
equals 'api docs' "$({ removed; echo 'add api 1 300 java 900 -'; } | swarm queue | ids)"
equals '' "$(swarm queue < /dev/null)"
