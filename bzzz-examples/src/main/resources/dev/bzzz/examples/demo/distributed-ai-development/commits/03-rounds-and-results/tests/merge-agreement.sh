# Files that one worker wrote, or several of them in the same words, are put together.
mkdir -p 'all results/amber/src' 'all results/birch/src/my docs'
echo 'class A {}' > 'all results/amber/src/A.java'
echo 'new' > 'all results/amber/README.md'
echo 'new' > 'all results/birch/README.md'
echo 'draft' > 'all results/birch/src/my docs/page one.md'

equals 'merged README.md
merged src/A.java
merged src/my docs/page one.md' "$(swarm merge 'all results' 'the merge')"
equals 'new' "$(cat 'the merge/README.md')"
cmp 'all results/birch/src/my docs/page one.md' 'the merge/src/my docs/page one.md'
