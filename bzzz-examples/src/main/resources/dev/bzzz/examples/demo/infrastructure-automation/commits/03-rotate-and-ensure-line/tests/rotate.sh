# Generations move up by one, the oldest is dropped, other files are left alone.
for content in first second third fourth; do
    echo $content > 'my app.log'
    tool rotate 'my app.log' 3
done
equals 'fourth third second' "$(cat 'my app.log.1' 'my app.log.2' 'my app.log.3' | xargs)"
equals 'my app.log.1 my app.log.2 my app.log.3' "$(echo my*)"

# Keeping fewer than before deletes the ones in excess.
echo archive > 'my app.log.3.gz'
echo fifth > 'my app.log'
tool rotate 'my app.log' 1
equals 'my app.log.1 my app.log.3.gz' "$(echo my*)"
equals 'fifth' "$(cat 'my app.log.1')"
