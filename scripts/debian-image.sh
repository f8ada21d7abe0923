#!/bin/bash
# debian-image.sh [FILE]: makes a minimal Debian root file system as a tar (default out/testdata/debian.tar) from this machine's own package
# mirror. Does nothing when the file is there. The mirror is the first http(s) one in apt's sources; DEBIAN_MIRROR overrides it.
. "$(dirname "$0")/lib.sh"

target=${1:-$OUT/testdata/debian.tar}
suite=${DEBIAN_SUITE:-bookworm}
[ -s "$target" ] && exit 0

need_packages run
mkdir -p "$(dirname "$target")"
mirror=${DEBIAN_MIRROR:-}
# On Debian the machine's sources name a Debian mirror; on Ubuntu they don't, and Debian's own is used.
if [ -z "$mirror" ]; then
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed 's/#.*//' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ' || true)
fi
mirror=${mirror:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e $keyring ] || { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y debian-archive-keyring >/dev/null; }

say "Making a Debian ($suite) root file system from $mirror"
log=$OUT/log/mmdebstrap.log
mkdir -p "$OUT/log"
new=$target.new.tar
started=$SECONDS
as_root mmdebstrap --variant=minbase --format=tar --keyring=$keyring "$suite" "$new" "$mirror" >"$log" 2>&1 || true
[ -s "$new" ] || { tail -n 15 "$log" >&2; die "mmdebstrap could not make the root file system (whole log: ${log#"$ROOT"/})"; }
is_root || as_root chown "$(id -u):$(id -g)" "$new"
mv "$new" "$target"
note "${target#"$ROOT"/}: $(($(stat -c %s "$target") / 1000000)) MB in $((SECONDS - started)) s"
