# The template in this repository renders with the example values.
tool render "$root/templates/bzzz-agent.service.tmpl" "$root/vars/example.env" agent.service
equals 'ExecStart=/srv/bzzz/bin/bzzz agent --name amber --log /var/log/bzzz/amber.log' \
    "$(grep '^ExecStart=' agent.service)"
