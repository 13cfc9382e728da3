# A folder with other chunks in it is not touched, and a chunk of no tokens holds nothing.
mkdir chunks
swarm chunk 4 chunks < /dev/null 2> said && fail 'wrote into a folder that was there'
refuses "swarm: not a number of tokens for a chunk: '0'" swarm chunk 0 none
refuses "swarm: not a number of tokens for a chunk: '4k'" swarm chunk 4k none
