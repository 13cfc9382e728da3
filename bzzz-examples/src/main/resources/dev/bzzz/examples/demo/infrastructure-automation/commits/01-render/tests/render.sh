# Every occurrence of a name is replaced, also several on one line.
cat > app.tmpl <<'END'
listen {{HOST}}:{{PORT}}
# {{HOST}} is {{lower}} case
root {{ROOT}}
END
cat > app.env <<'END'
# comment
HOST=10.0.0.11
PORT=7400
ROOT=/srv/my app
END
equals 'changed app.conf' "$(tool render app.tmpl app.env app.conf)"
equals 'listen 10.0.0.11:7400
# 10.0.0.11 is {{lower}} case
root /srv/my app' "$(cat app.conf)"
