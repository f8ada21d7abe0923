# The clock and the tables. Sourced by run.sh inside the sandbox.

WORK=$BERTH_SANDBOX/bench
RAW=$WORK/raw
mkdir -p "$RAW"
REPORT=$WORK/report.md
: >"$REPORT"

# median: of the numbers on stdin, one a line.
median() { sort -n | awk '{ v[NR] = $1 } END { if (NR == 0) exit 1; if (NR % 2) print v[(NR + 1) / 2]; else print (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# interleave CASE ROUNDS LABEL COMMAND [LABEL COMMAND…]: after one warm-up each, ROUNDS rounds of all commands in turn, each timed by hyperfine
# without a shell. Leaves seconds in $RAW/CASE.LABEL. A command that fails in the warm-up is left out and said so.
interleave() {
  local name=$1 rounds=${ROUNDS:-$2} labels=() commands=() i; shift 2
  while [ $# -gt 0 ]; do
    if bash -c "exec $2" >"$WORK/out" 2>&1; then labels+=("$1"); commands+=("$2"); : >"$RAW/$name.$1"
    else note "$1: left out, '$2' failed: $(tail -n 1 "$WORK/out")"
    fi
    shift 2
  done
  for ((i = 0; i < rounds; i++)); do
    hyperfine -N --runs 1 --style none --export-json "$WORK/round.json" "${commands[@]}" >/dev/null 2>"$WORK/err" || { cat "$WORK/err"; return 1; }
    for ((k = 0; k < ${#labels[@]}; k++)); do jq -r ".results[$k].times[0]" "$WORK/round.json" >>"$RAW/$name.${labels[$k]}"; done
  done
}

seconds() { [ -s "$RAW/$1.$2" ] && median <"$RAW/$1.$2"; }
quantile() { sort -n "$RAW/$1.$2" | awk -v q="$3" '{ v[NR] = $1 } END { i = int(q * (NR - 1)) + 1; print v[i] }'; }

# table TITLE CASE GOAL LABEL…: a line per label: median, range of the middle half, ratio to Berth.
table() {
  local title=$1 name=$2 goal=$3 base label value; shift 3
  base=$(seconds "$name" berth || true)
  {
    echo; echo "### $title"; echo
    [ -z "$goal" ] || { echo "Goal: $goal"; echo; }
    echo "| | median ms | middle half ms | × Berth |"; echo "|---|---:|---:|---:|"
    for label in "$@"; do
      if value=$(seconds "$name" "$label"); then
        awk -v l="$label" -v v="$value" -v a="$(quantile "$name" "$label" 0.25)" -v z="$(quantile "$name" "$label" 0.75)" -v b="${base:-0}" \
          'BEGIN { printf "| %s | %.1f | %.1f–%.1f | %s |\n", l, v * 1e3, a * 1e3, z * 1e3, (b > 0 ? sprintf("%.2f", v / b) : "–") }'
      else echo "| $label | – | – | – |"
      fi
    done
  } | tee -a "$REPORT" | sed 's/^/    /'
}

# line TEXT…: into the report and onto the terminal.
line() { printf '%s\n' "$*" >>"$REPORT"; note "$*"; }

# at_once_table TITLE GOAL COUNT: begins a table for at_once_line.
at_once_table() {
  { echo; echo "### $1"; echo; echo "Goal: $2"; echo
    echo "| | CPU of one, ms | CPU of $3 parallel, ms | ratio to $3 × one | wall clock, ms |"; echo "|---|---:|---:|---:|---:|"; } >>"$REPORT"
}

# at_once_line LABEL COUNT COMMAND…: COUNT × COMMAND one after the other, then as many at once; CPU of the sandbox, medians of the rounds. %N in a
# word is a name that no other run has.
at_once_line() {
  local label=$1 count=$2 i round before one many start wall pids=() row="| $1 |" formats=(%.1f %.1f %.2f %.1f); shift 2
  "${@//%N/warm}" </dev/null >/dev/null 2>&1 || { note "$label: left out"; return 0; }
  : >"$RAW/parallel"
  for ((round = 0; round < ${ROUNDS:-5}; round++)); do
    before=$(cpu_ns)
    for ((i = 0; i < count; i++)); do "${@//%N/one-$i}" </dev/null >/dev/null; done
    sleep 0.5
    one=$(($(cpu_ns) - before))
    before=$(cpu_ns); start=${EPOCHREALTIME/./}
    for ((i = 0; i < count; i++)); do "${@//%N/many-$i}" </dev/null >/dev/null & pids[i]=$!; done
    wait "${pids[@]}"
    wall=$((${EPOCHREALTIME/./} - start))
    sleep 0.5
    many=$(($(cpu_ns) - before))
    awk -v n="$count" -v o="$one" -v m="$many" -v w="$wall" 'BEGIN { print o / n / 1e6, m / 1e6, m / o, w / 1e3 }' >>"$RAW/parallel"
  done
  for i in 0 1 2 3; do row+=" $(printf "${formats[i]}" "$(awk -v i=$((i + 1)) '{ print $i }' "$RAW/parallel" | median)") |"; done
  line "$row"
}

# Nanoseconds of CPU that everything in the sandbox has used, kernel time of its daemons and of ended processes included.
cpu_ns() {
  if [ -r /sys/fs/cgroup/cpuacct/cpuacct.usage ]; then cat /sys/fs/cgroup/cpuacct/cpuacct.usage
  else awk '$1 == "usage_usec" { print $2 * 1000 }' /sys/fs/cgroup/cpu.stat
  fi
}

machine() {
  {
    echo "# Benchmark results"
    echo
    echo "Written by \`make bench\`; see [README.md](README.md). All figures are of one run on one machine, the commands interleaved."
    echo
    echo "$(nproc) × $(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r)," \
      "$(. /etc/os-release; echo "$PRETTY_NAME"), cgroup $([ -e /sys/fs/cgroup/cgroup.controllers ] && echo v2 || echo "v1 (hybrid)"); $(date -u +%F)."
    echo
    echo "berth $(berth_version) · docker $(dockerd --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1) · podman $(podman --version | grep -oE '[0-9.]+$')" \
      "· crun $(crun --version | awk '{ print $3; exit }') · runc $(runc --version | awk '{ print $3; exit }')"
  } >>"$REPORT"
}

berth_version() { "$BERTH" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+[^ ,]*' | head -n 1 || echo "(no version)"; }

report() { cat "$REPORT"; }

has() { "$BERTH" help $1 2>/dev/null | grep -q Usage; }
