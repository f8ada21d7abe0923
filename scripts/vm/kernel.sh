#!/bin/bash
# kernel.sh: fetches Debian's (or Ubuntu's) cloud kernel into out/vm/kernel, apparmor_parser into out/vm/apparmor, and prints the kernel's version. Nothing is installed.
. "$(dirname "$0")/../lib.sh"

to=$OUT/vm/kernel
if [ ! -e "$to/version" ]; then
  rm -rf "$to" && mkdir -p "$to/deb"
  for meta in linux-image-cloud-amd64 linux-image-virtual linux-image-generic; do
    package=$(apt-cache depends "$meta" 2>/dev/null | awk '$1 == "Depends:" && $2 ~ /^linux-image-[0-9]/ { print $2; exit }')
    [ -z "${package:-}" ] || break
  done
  [ -n "${package:-}" ] || die "this machine's package sources have no kernel image package" "run 'apt-get update' first"
  # Ubuntu keeps the modules apart.
  packages=$package
  modules=${package/linux-image/linux-modules}
  if apt-cache show "$modules" >/dev/null 2>&1; then packages+=" $modules"; fi
  say "Downloading $packages"
  (cd "$to/deb" && apt-get download -q $packages >apt.log 2>&1) || { cat "$to/deb/apt.log" >&2; die "apt-get download failed"; }
  for deb in "$to"/deb/*.deb; do dpkg-deb -x "$deb" "$to/root"; done
  rm -rf "$to/deb"
  version=${package#linux-image-}
  modules=$(find "$to/root" -type d -path "*/modules/$version" | head -n 1)
  mv "$modules" "$to/modules"
  mv "$to"/root/boot/vmlinuz-* "$to/vmlinuz"
  rm -rf "$to/root"
  echo "$version" >"$to/version"
fi
if [ ! -e "$OUT/vm/apparmor" ]; then
  rm -rf "$OUT/vm/apparmor.new" && mkdir -p "$OUT/vm/apparmor.new"
  # Without it the machine's AppArmor stays without profiles, and its checks say so.
  if (cd "$OUT/vm/apparmor.new" && apt-get download -q apparmor >/dev/null 2>&1 && dpkg-deb -x apparmor_*.deb .); then mv "$OUT/vm/apparmor.new" "$OUT/vm/apparmor"; fi
fi
cat "$to/version"
