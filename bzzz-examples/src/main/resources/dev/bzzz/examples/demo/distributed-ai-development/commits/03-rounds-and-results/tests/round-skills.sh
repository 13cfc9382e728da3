# No task is handed out twice, and nobody gets one without its whole skill.
equals 'amber api 500
birch cron 400' "$(swarm round <<'END'
worker amber java 5000
worker birch java,shell 5000
worker cedar javascript 5000
task api 2 20 java 500 -
task cron 3 30 shell 400 -
task page 3 40 script 300 -
END
)"
