#!/bin/bash
# Writes src/Berth.Cli/startup-order.txt anew: the methods that the common commands run, in the order of their first use. The linker places them side by
# side (docs/adr/0010). Takes half an hour of one processor; worth it after the run path has changed much. Names that are gone do no harm.
. "$(dirname "$0")/lib.sh"
need_packages build test
is_root || die "this needs root"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scripts/build.sh
cc -O2 -o "$work/step" scripts/startup-order/step.c
read -r low size < <(readelf -SW "$OUT/publish/berth" | awk '$2 == "__managedcode" || $3 == "__managedcode" { for (i = 1; i <= NF; i++) if ($i == "PROGBITS") print $(i + 1), $(i + 3) }')
high=$(printf %x $((16#$low + 16#$size)))

say "Stepping through the common commands"
STEP="$work/step $low $high $work/addresses" BERTH=$OUT/berth scripts/sandbox.sh bash -euc '
  bundle=$BERTH_SANDBOX/bundle; mkdir -p $bundle/rootfs/bin; cd $bundle
  cp "$(command -v busybox)" rootfs/bin/; for name in sh true sleep; do ln -s busybox rootfs/bin/$name; done
  $BERTH runtime spec --bundle .
  sed -i "s/\"terminal\": true/\"terminal\": false/; s/\"sh\"/\"sleep\", \"900\"/" config.json
  runtime="$BERTH runtime --root $BERTH_SANDBOX/state"
  $STEP $runtime create a </dev/null >/dev/null 2>&1
  $STEP $runtime start a
  $STEP $runtime exec a true
  $STEP $runtime delete --force a
  sed -i "s/\"sleep\", *\"900\"/\"true\"/; /^ *\"900\"$/d; s/\"sleep\",$/\"true\"/" config.json
  $STEP $runtime run a </dev/null
'

nm --defined-only -n "$OUT/publish/berth.dbg" | awk '$2 ~ /[tT]/ { print $1, $3 }' >"$work/symbols"
awk -v low="$low" '
  function number(hex,    i, value) { value = 0; for (i = 1; i <= length(hex); i++) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1; return value }
  NR == FNR { address[++count] = number($1); name[count] = $2; next }
  { at = number($1); left = 1; right = count
    while (left < right) { middle = int((left + right + 1) / 2); if (address[middle] <= at) left = middle; else right = middle - 1 }
    if (!(name[left] in seen)) { seen[name[left]] = 1; print name[left] } }' "$work/symbols" "$work/addresses" >src/Berth.Cli/startup-order.txt
note "$(wc -l <src/Berth.Cli/startup-order.txt) methods in src/Berth.Cli/startup-order.txt"
