# No character is cut in half, however many bytes it has.
bee=$(printf '\360\237\220\235')
echo "a$bee$bee$bee$bee$bee$bee$bee" | swarm chunk 1 bees

equals "a$bee$bee$bee
--
$bee$bee$bee$bee
--
" "$(chunks bees)
"
