# small synchronous writes on a volume
a=$(date +%s%N)
dd if=/dev/zero of=/data/journal bs=4096 count=1500 oflag=dsync 2>/dev/null
echo $((($(date +%s%N) - a) / 1000000))
rm -f /data/journal
