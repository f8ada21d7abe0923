#!/bin/bash
# make test-vm: boots the machine, prints its checks, succeeds when all passed. Exit code 77: skipped, with the reason.
. "$(dirname "$0")/../lib.sh"

skip() { echo "skipped: $1"; exit 77; }
[ "${INSTALL:-1}" = 0 ] || need_packages vm
command -v qemu-system-x86_64 >/dev/null || skip "QEMU is not installed (package qemu-system-x86)"
command -v busybox >/dev/null || skip "busybox is not installed (package busybox-static)"

version=$(scripts/vm/kernel.sh | tail -n 1)
[ -e "$OUT/vm/kernel/vmlinuz" ] || skip "no kernel could be downloaded"
say "Booting Linux $version in QEMU"
scripts/vm/initramfs.sh
log=$OUT/log/vm.log
mkdir -p "$OUT/log"
timeout --kill-after=5 "${VM_TIMEOUT:-240}" qemu-system-x86_64 -M pc -accel "${VM_ACCEL:-tcg,thread=multi}" -cpu max -smp 2 -m 1024 -nodefaults -no-reboot -display none -serial stdio \
  -kernel "$OUT/vm/kernel/vmlinuz" -initrd "$OUT/vm/initramfs" -append 'console=ttyS0 panic=-1 quiet loglevel=4 rdinit=/init apparmor=1 security=apparmor' </dev/null 2>&1 |
  tr -d '\r' | tee "$log" | sed -n '/^VM-START/,/^VM-RESULT/{s/^/    /p}' || true
result=$(grep -a '^VM-RESULT' "$log" || true)
[ -n "$result" ] || { tail -n 30 "$log"; die "the machine did not finish its checks (whole log: out/log/vm.log)"; }
[[ $result = *" 0 failed" ]]
