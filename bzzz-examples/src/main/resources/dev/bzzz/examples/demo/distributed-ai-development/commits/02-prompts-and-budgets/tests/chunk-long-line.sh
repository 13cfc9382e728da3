# Only a line that is too long for a chunk is cut in the middle; its end shares a chunk.
printf 'ab\n0123456789\ncd\n' > text
swarm chunk 2 two < text

equals 'ab
--
01234567
--
89
cd' "$(chunks two)"
cat two/* | cmp - text
