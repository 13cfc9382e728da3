# A host in front of the first group, or a broken group, is not silently dropped.
printf '%s\n' '# hosts' 'amber port=7400' '[agents]' > hosts.ini
ends 1 tool inventory hosts.ini
equals 'inventory: line 2 belongs to no group: amber port=7400' "$said"

printf '%s\n' '[agents]' 'amber' '[board' 'cedar' > hosts.ini
ends 1 tool inventory hosts.ini board
equals 'inventory: line 3 belongs to no group: [board' "$said"
