#!/bin/bash
# initramfs.sh: packs out/vm/initramfs from busybox, the kernel's modules, out/berth with its libraries, a test image and the scripts beside this one.
. "$(dirname "$0")/../lib.sh"

version=$(cat "$OUT/vm/kernel/version")
root=$OUT/vm/root
rm -rf "$root"
mkdir -p "$root"/{bin,sbin,etc,proc,sys,dev,tmp,run,root,newroot,lib/modules,var/lib}
busybox=$(command -v busybox)
cp "$busybox" "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
cp "${BERTH:-$OUT/berth}" "$root/bin/berth"
# The loader and the libraries that Berth is linked with, and those that .NET opens when something is hashed.
{ ldd "$root/bin/berth"; /sbin/ldconfig -p | grep -E 'lib(ssl|crypto)\.so\.3 .*x86-64'; } | grep -oE '/[^ )]+' | sort -u | while read -r library; do install -D "$library" "$root$library"; done

# Compiles AppArmor profiles; the package of the same distribution, unpacked like the kernel's.
if [ -x "$OUT/vm/apparmor/sbin/apparmor_parser" ]; then
  install -D "$OUT/vm/apparmor/sbin/apparmor_parser" "$root/usr/sbin/apparmor_parser"
  ldd "$root/usr/sbin/apparmor_parser" | grep -oE '/[^ )]+' | sort -u | while read -r library; do [ -e "$root$library" ] || install -D "$library" "$root$library"; done
fi

# The modules that containers use, with what they depend on; the package has no dependency list, so one is made.
modules=$root/lib/modules/$version
mkdir -p "$modules"
(cd "$OUT/vm/kernel/modules" && find kernel/fs/overlayfs kernel/drivers/block/loop.ko* kernel/net/bridge kernel/net/llc kernel/net/802 kernel/net/netfilter kernel/net/ipv4/netfilter kernel/net/ipv6/netfilter \
  kernel/drivers/net/veth.ko* kernel/drivers/net/tun.ko* kernel/lib kernel/arch -name '*.ko*' 2>/dev/null | cpio -pdm --quiet "$modules")
find "$modules" -name '*.ko.xz' -exec xz -d {} + ; find "$modules" -name '*.ko.zst' -exec zstd -q -d --rm {} +
"$busybox" depmod -b "$root" "$version"

tar -C "$OUT/vm" -cf "$root/busybox.tar" --files-from /dev/null
image=$OUT/vm/image
rm -rf "$image" && mkdir -p "$image"/{bin,etc,tmp,root,home/alice}
cp "$busybox" "$image/bin/busybox"
for applet in $("$busybox" --list); do [ -e "$image/bin/$applet" ] || ln -s busybox "$image/bin/$applet"; done
printf 'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n' >"$image/etc/passwd"
printf 'root:x:0:\nalice:x:1000:\n' >"$image/etc/group"
tar -C "$image" --numeric-owner --owner 0 --group 0 -cf "$root/busybox.tar" .

printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
printf 'nameserver 198.51.100.2\n' >"$root/etc/resolv.conf"
install -m 755 scripts/vm/init "$root/init"
install -m 755 scripts/vm/smoke.sh scripts/vm/runtime.sh "$root"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$OUT/vm/initramfs"
