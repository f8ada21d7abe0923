#!/bin/bash
# make bench: see bench/README.md. BERTH names another binary; CASES and ROUNDS limit the work; results go to RESULTS (default bench/results.md).
. "$(dirname "$0")/../scripts/lib.sh"

export BERTH=${BERTH:-$OUT/berth}

if [ -z "${BERTH_SANDBOX:-}" ]; then
  need_packages bench
  scripts/debian-image.sh
  [ -x "$BERTH" ] || die "$BERTH is not there" "run 'make' first"
  exec $(is_root || echo sudo -E) scripts/sandbox.sh --no-hybrid "$ROOT/bench/run.sh"
fi

. bench/lib.sh
. bench/peers.sh

machine
prepare_images
for case in $(ls bench/cases); do
  label=${case%.sh}; label=${label#*-}
  if [ -n "${CASES:-}" ] && ! grep -qw "$label" <<<"$CASES"; then continue; fi
  say "$label"
  . "bench/cases/$case"
done
stop_docker
report >"${RESULTS:-bench/results.md}"
say "Written to ${RESULTS:-bench/results.md}"
cat "${RESULTS:-bench/results.md}"
