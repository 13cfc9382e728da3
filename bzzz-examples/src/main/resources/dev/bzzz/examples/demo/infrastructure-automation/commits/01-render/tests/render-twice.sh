# A second run changes nothing and says so; a changed value is noticed.
echo 'listen {{PORT}}' > app.tmpl
echo 'PORT=7400' > app.env
tool render app.tmpl app.env app.conf
equals 'unchanged app.conf' "$(tool render app.tmpl app.env app.conf)"

echo 'PORT=7500' > app.env
equals 'changed app.conf' "$(tool render app.tmpl app.env app.conf)"
equals 'listen 7500' "$(cat app.conf)"
equals 'app.conf app.env app.tmpl' "$(echo *)"
