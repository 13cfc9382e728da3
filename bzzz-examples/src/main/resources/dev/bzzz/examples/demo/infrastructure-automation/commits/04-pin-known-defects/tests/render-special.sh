# Values are taken as they are, whatever they contain.
printf '%s\n' 'url {{URL}}' 'filter {{FILTER}}' 'share {{SHARE}}' > app.tmpl
cat > app.env <<'END'
URL=https://board.example.org/tasks?state=open&skill=shell
FILTER=warn|fail
SHARE=\\nas\logs\1
END
tool render app.tmpl app.env app.conf
equals 'url https://board.example.org/tasks?state=open&skill=shell
filter warn|fail
share \\nas\logs\1' "$(cat app.conf)"
