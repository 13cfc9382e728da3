# Files that workers disagree on are reported with all who wrote them, and left out.
mkdir -p results/amber/src results/birch results/cedar
echo 'class A {}' > results/amber/src/A.java
echo 'new' > results/amber/README.md
echo 'old' > results/birch/README.md
echo 'old' > results/cedar/README.md

refuses 'conflict README.md: amber birch cedar
merged src/A.java' swarm merge results merged
[ ! -e merged/README.md ] || fail 'merged although the workers disagree'
