# A file that belongs to no worker is not taken for one's result.
mkdir -p results/amber
echo 'notes' > results/notes.md
refuses 'swarm: not the result of a worker: ./notes.md' swarm merge results merged
rm results/notes.md
equals '' "$(swarm merge results merged)"
