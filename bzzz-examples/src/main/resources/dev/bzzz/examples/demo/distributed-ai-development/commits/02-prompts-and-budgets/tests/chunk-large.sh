# A text that fits stays whole, and an empty one has no chunks.
printf 'one two\nthree\n' > text
swarm chunk 100 whole < text
equals 'whole/0001' "$(echo whole/*)"
cmp whole/0001 text

swarm chunk 100 empty < /dev/null
equals 'empty/*' "$(echo empty/*)"
