#!/bin/bash
# The launch loop runs in a cloned child: a GC poll there waits for ever on a thread that does not exist (docs/adr/0003).
# Disassembles the methods named below in the published binary and fails when one of them polls (RhpTrapThreads) or calls the allocator.
. "$(dirname "$0")/lib.sh"

binary=${1:-$OUT/publish/berth}
# Patterns of symbols as ILC mangles them; each has to exist.
methods=$(sed 's/#.*//; /^[[:space:]]*$/d' scripts/launch-loop-methods)
[ -n "$methods" ] || { echo "no launch-loop method is named in scripts/launch-loop-methods yet"; exit 77; }

# Publishing strips the symbols into a file beside the binary; objdump reads them from there through the debug link.
[ -e "$binary.dbg" ] || die "$binary.dbg is missing: build with 'make' first"
symbols=$(nm "$binary.dbg" | awk '{print $3}')
status=0
while read -r pattern; do
  names=$(grep -E "$pattern" <<<"$symbols" || true)
  [ -n "$names" ] || { echo "no symbol matches '$pattern' (inlined, renamed or trimmed)" >&2; status=1; continue; }
  for name in $names; do
    code=$(objdump --process-links -d --no-show-raw-insn "--disassemble=$name" "$binary")
    lines=$(grep -c '^ ' <<<"$code" || true)
    [ "$lines" -gt 5 ] || { echo "$name: objdump shows no code" >&2; status=1; continue; }
    if bad=$(grep -E 'RhpTrapThreads|RhpGcPoll|RhpPInvoke|RhpNew|RhNew|RhpThrow|RhpReversePInvoke' <<<"$code"); then
      echo "$name polls the GC, allocates or throws:" >&2
      head -n 10 <<<"$bad" >&2
      status=1
    else
      echo "$name: $lines instructions, no GC poll, no allocation"
    fi
  done
done <<<"$methods"
exit $status
