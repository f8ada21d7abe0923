#!/bin/bash
# Publishes src/Berth.Cli with NativeAOT to out/berth. A trim or AOT warning fails the build.
. "$(dirname "$0")/lib.sh"

need_packages build
need_dotnet

say "Building out/berth"
mkdir -p "$OUT/log"
log=$OUT/log/publish.log
if ! dotnet publish src/Berth.Cli -c Release -r "$(rid)" -o "$OUT/publish" -v minimal -clp:NoSummary >"$log" 2>&1; then
  { grep -E '(: |^)error' "$log" || tail -n 20 "$log"; } | sort -u | sed -n 1,40p >&2
  die "publishing failed (whole log: ${log#"$ROOT"/})"
fi
scripts/check-aot-warnings.sh "$log"
# A new inode: a supervisor of the previous build keeps its own.
cp "$OUT/publish/berth" "$OUT/berth.new"
mv "$OUT/berth.new" "$OUT/berth"
note "out/berth: $(stat -c %s "$OUT/berth" | awk '{printf "%.1f MB", $1 / 1e6}'), $("$OUT/berth" --version 2>/dev/null | head -n 1 || true)"
