# What an idle container costs beside its own process: proportional set size of the process that watches it, averaged over 20.
count=20
pss_of() { # pss_of NAME: sum of Pss in kB and number of the processes whose name begins with NAME (the kernel keeps 15 bytes of it)
  for dir in /proc/[0-9]*; do
    [[ $(cat "$dir/comm" 2>/dev/null) = "${1:0:15}"* ]] && awk '/^Pss:/ { print $2 }' "$dir/smaps_rollup" 2>/dev/null
  done | awk '{ sum += $1 } END { print sum + 0, NR }'
}
{ echo; echo "### Memory per idle container (the process that watches it, PSS over $count)"; echo; echo "Goal: Berth ≤ 2.5 MB"; echo; echo "| | MB each | processes |"; echo "|---|---:|---:|"; } >>"$REPORT"
idle() { # idle LABEL PROGRAM COMMAND…
  local label=$1 program=$2 i sum n; shift 2
  for i in $(seq $count); do "$@" run -d --name "idle-$i" debian:12 sleep 600 >/dev/null || { note "$label: run -d failed"; break; }; done
  sleep 3
  read -r sum n < <(pss_of "$program")
  [ "$n" -gt 0 ] && line "| $label ($program) | $(awk -v s="$sum" -v n="$n" 'BEGIN { printf "%.2f", s / n / 1024 }') | $n |"
  for i in $(seq $count); do echo "idle-$i"; done | xargs "$@" rm -f >/dev/null 2>&1 || true
}
idle berth berth "$BERTH"
idle docker containerd-shim-runc-v2 $DOCKER
idle podman conmon $PODMAN
