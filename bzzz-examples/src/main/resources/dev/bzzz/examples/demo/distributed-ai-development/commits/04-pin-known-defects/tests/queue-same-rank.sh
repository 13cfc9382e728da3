# Tasks that are imported together share priority and second of creation: the id decides.
imported() {
    cat <<'END'
add store 2 1772000100 shell 500 -
add docs 2 1772000100 docs 200 -
add api 2 1772000100 java 900 -
END
}

equals 'api docs store' "$(imported | swarm queue | ids)"
equals 'api store' "$({ imported; echo 'remove docs'; } | swarm queue | ids)"
