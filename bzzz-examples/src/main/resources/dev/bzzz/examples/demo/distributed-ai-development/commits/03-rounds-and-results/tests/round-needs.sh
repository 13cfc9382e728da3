# The most urgent task waits as long as one that it needs is not done.
tasks() {
    cat <<'END'
task ui 1 10 java 500 api
task api 2 20 java 500 -
END
}

equals 'amber api 500' "$({ echo 'worker amber java 5000'; tasks; } | swarm round)"
equals 'amber ui 500' "$({ echo 'worker amber java 5000'; echo 'done api'; tasks; } | swarm round)"
