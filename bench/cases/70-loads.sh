# The same work on the host and in a container, in one run. The host's side is a chroot into the same Debian tree, so that both run the same programs.
LOADS=$WORK/loads
mkdir -p "$LOADS"
cp bench/loads/*.sh "$LOADS/"
tar -C "$ROOTFS" -cf "$LOADS/tree.tar" usr/share/doc usr/share/zoneinfo usr/lib/x86_64-linux-gnu/perl-base usr/bin 2>/dev/null || true
mkdir -p "$ROOTFS/load" "$ROOTFS/data" "$WORK/data"
mount --bind "$LOADS" "$ROOTFS/load"
mount --bind "$WORK/data" "$ROOTFS/data"
mount -t tmpfs -o mode=755 dev "$ROOTFS/dev"
for device in null zero urandom; do cp -a "/dev/$device" "$ROOTFS/dev/$device"; done
binds="-v $LOADS:/load:ro -v $WORK/data:/data"
rounds=${ROUNDS:-5}
{ echo; echo "### The same load on the host and in a container"; echo; echo "Goal: ≤ 1.05. Milliseconds (medians of $rounds interleaved rounds, timed inside) and the ratio to the host."; echo
  echo "| load | host | berth | docker | podman |"; echo "|---|---:|---:|---:|---:|"; } >>"$REPORT"
load() { # load LABEL LOAD COMMAND…: appends the milliseconds that the load printed
  local label=$1 name=$2 ms; shift 2
  if ms=$("$@" sh "/load/$name.sh" 2>"$WORK/err") && [[ $ms =~ ^[0-9.]+$ ]]; then echo "$ms" >>"$RAW/load-$name.$label"; else note "$label $name: $(tail -n 1 "$WORK/err")"; fi
}
for file in bench/loads/*.sh; do
  name=$(basename "$file" .sh)
  for i in $(seq 0 "$rounds"); do
    load host "$name" chroot "$ROOTFS"
    load berth "$name" "$BERTH" run --rm $binds debian:12
    load docker "$name" $DOCKER run --rm $binds debian:12
    load podman "$name" $PODMAN run --rm $binds debian:12
    # The first round warms the caches.
    [ "$i" -gt 0 ] || rm -f "$RAW/load-$name".*
  done
  row="| $(sed -n '1s/^# //p' "$file")"
  host=$(seconds "load-$name" host)
  for label in host berth docker podman; do
    if value=$(seconds "load-$name" "$label"); then
      row+=" | $(awk -v v="$value" -v h="$host" -v l="$label" 'BEGIN { if (l == "host") printf "%.0f", v; else printf "%.0f (%.3f)", v, v / h }')"
    else row+=" | –"
    fi
  done
  line "$row |"
done
umount "$ROOTFS/dev" "$ROOTFS/data" "$ROOTFS/load"
