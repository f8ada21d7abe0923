# 20 at once against 20 × one: CPU of everything involved (daemons, supervisors, the containers), and the wall clock.
{ echo; echo "### 20 parallel \`run --rm debian:12 date\`"; echo; echo "Goal: Berth's CPU ≤ 1.3 × 20 × that of one"; echo
  echo "| | CPU of one, ms | CPU of 20 parallel, ms | ratio to 20 × one | wall clock, ms |"; echo "|---|---:|---:|---:|---:|"; } >>"$REPORT"
parallel() {
  local label=$1 i before one many start wall; shift
  "$@" run --rm debian:12 date >/dev/null 2>&1 || { note "$label: left out"; return 0; }
  before=$(cpu_ns)
  for i in $(seq 20); do "$@" run --rm debian:12 date >/dev/null; done
  sleep 0.5
  one=$(($(cpu_ns) - before))
  before=$(cpu_ns); start=${EPOCHREALTIME/./}
  for i in $(seq 20); do "$@" run --rm debian:12 date >/dev/null & pids[i]=$!; done
  wait "${pids[@]}"
  wall=$((${EPOCHREALTIME/./} - start))
  sleep 0.5
  many=$(($(cpu_ns) - before))
  line "$(awk -v l="$label" -v o="$one" -v m="$many" -v w="$wall" 'BEGIN { printf "| %s | %.1f | %.1f | %.2f | %.1f |", l, o / 20e6, m / 1e6, m / o, w / 1e3 }')"
}
parallel berth "$BERTH"
parallel docker $DOCKER
parallel podman $PODMAN
