# Hosts by group; a host in several groups is listed once.
cp "$root/inventory/example.ini" hosts.ini
equals 'amber
birch
cedar' "$(tool inventory hosts.ini)"
equals 'cedar' "$(tool inventory hosts.ini board)"

equals '7401' "$(tool inventory hosts.ini cedar port)"
ends 1 tool inventory hosts.ini amber ports
equals 'inventory: not found: amber ports' "$said"
ends 1 tool inventory hosts.ini web
equals 'inventory: not found: web' "$said"
