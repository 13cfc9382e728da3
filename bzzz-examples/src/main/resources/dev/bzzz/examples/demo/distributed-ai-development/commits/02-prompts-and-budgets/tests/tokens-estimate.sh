# Four characters are a token; the line feed and a bee of four bytes are one character each.
equals 0 "$(swarm tokens < /dev/null)"
equals 1 "$(echo abc | swarm tokens)"
equals 2 "$(echo abcd | swarm tokens)"
equals 1 "$(printf '\360\237\220\235\360\237\220\235\n' | swarm tokens)"
