# Chunks are cut between lines and are the text again when joined.
printf 'one two\nthree\n\nfour five six\nseven\n' > text
swarm chunk 4 'my chunks' < text

equals 'one two
three

--
four five six
--
seven' "$(chunks 'my chunks')"
cat 'my chunks'/* | cmp - text
