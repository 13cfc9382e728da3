# The line is added once; similar lines do not count, and the last line gets its end.
printf '#PermitRootLogin no\nPort 22' > sshd_config
equals 'changed sshd_config' "$(tool ensure-line sshd_config 'PermitRootLogin no')"
equals 'unchanged sshd_config' "$(tool ensure-line sshd_config 'PermitRootLogin no')"
equals '#PermitRootLogin no
Port 22
PermitRootLogin no' "$(cat sshd_config)"

equals 'changed new.conf' "$(tool ensure-line new.conf '-v *')"
equals '-v *' "$(cat new.conf)"
