# 20 at once against 20 × one: CPU of everything involved (daemons, supervisors, the containers), and the wall clock; the two in turn, medians of the rounds.
{ echo; echo "### 20 parallel \`run --rm debian:12 date\`"; echo; echo "Goal: Berth's CPU ≤ 1.3 × 20 × that of one"; echo
  echo "| | CPU of one, ms | CPU of 20 parallel, ms | ratio to 20 × one | wall clock, ms |"; echo "|---|---:|---:|---:|---:|"; } >>"$REPORT"
parallel() {
  local label=$1 i round before one many start wall; shift
  "$@" run --rm debian:12 date >/dev/null 2>&1 || { note "$label: left out"; return 0; }
  : >"$RAW/parallel"
  for ((round = 0; round < ${ROUNDS:-5}; round++)); do
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
    awk -v o="$one" -v m="$many" -v w="$wall" 'BEGIN { print o / 20e6, m / 1e6, m / o, w / 1e3 }' >>"$RAW/parallel"
  done
  local row="| $label |" formats=(%.1f %.1f %.2f %.1f)
  for i in 0 1 2 3; do row+=" $(printf "${formats[i]}" "$(awk -v i=$((i + 1)) '{ print $i }' "$RAW/parallel" | median)") |"; done
  line "$row"
}
# The same on a file system of its own. On ext4 without a journal every new file looks through the files deleted in the last seconds, which a burst
# of short-lived containers leaves in numbers; with a journal, as nearly everywhere, it does not.
parallel_with_journal() {
  local image=$WORK/journal.img mount=$WORK/journal
  truncate -s 4G "$image" && mkfs.ext4 -q -F "$image" && mkdir -p "$mount" && mount -o loop "$image" "$mount" || { note "ext4 with a journal: left out, no loop device"; return 0; }
  local BERTH_ROOT=$mount/root BERTH_RUN=$mount/run
  export BERTH_ROOT BERTH_RUN
  "$BERTH" import "$OUT/testdata/debian.tar" debian:12 >/dev/null && parallel "berth, ext4 with a journal" "$BERTH"
  umount "$mount"
}
parallel berth "$BERTH"
parallel docker $DOCKER
parallel podman $PODMAN
parallel_with_journal
