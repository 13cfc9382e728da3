# A name without a value is an error that leaves the output alone.
printf '%s\n' 'listen {{PORT}}' 'root {{ROOT}}' > app.tmpl
echo 'PORT=7400' > app.env
echo 'old' > app.conf
ends 1 tool render app.tmpl app.env app.conf
equals 'render: no value for {{ROOT}} in app.env' "$said"
equals 'old' "$(cat app.conf)"
equals 'app.conf app.env app.tmpl' "$(echo *)"

ends 2 tool render app.tmpl other.env app.conf
equals 'render: cannot read other.env' "$said"
