# The runtime's verbs on the bundle of 20-bundle.sh, Berth beside crun and runc: a whole life, a further process, memory at the peak, many at once.
BUNDLE=$WORK/runtime-bundle
mkdir -p "$BUNDLE"
(cd "$BUNDLE" && rm -f config.json && runc spec)
jq --arg root "$ROOTFS" '.process.args = ["true"] | .process.terminal = false | .root.path = $root' "$BUNDLE/config.json" >"$BUNDLE/c" && mv "$BUNDLE/c" "$BUNDLE/config.json"
declare -A RUNTIME=([berth]="$BERTH runtime --root $WORK/berth-runtime" [crun]="crun --root $WORK/crun" [runc]="runc --root $WORK/runc")

# One process for the whole life: a shell's own start is the same for all.
cat >"$WORK/life" <<'S'
#!/bin/sh
id=$1 bundle=$2; shift 2
"$@" create --bundle "$bundle" "$id" </dev/null >/dev/null && "$@" start "$id" && exec "$@" delete --force "$id"
S
chmod +x "$WORK/life"
interleave life 40 \
  berth "$WORK/life life-berth $BUNDLE ${RUNTIME[berth]}" \
  crun "$WORK/life life-crun $BUNDLE ${RUNTIME[crun]}" \
  runc "$WORK/life life-runc $BUNDLE ${RUNTIME[runc]}"
table "\`create\`, \`start\` and \`delete\` of a ready bundle" life "Berth ≤ crun" berth crun runc

# A running container of each. A runtime that cannot exec is left out.
SLEEPER=$WORK/sleeper-bundle
mkdir -p "$SLEEPER"
jq '.process.args = ["sleep", "600"]' "$BUNDLE/config.json" >"$SLEEPER/config.json"
for label in berth crun runc; do ${RUNTIME[$label]} run --detach --bundle "$SLEEPER" "sleeper-$label" </dev/null >/dev/null 2>&1 || note "$label: run --detach failed"; done
interleave runtime-exec 40 \
  berth "${RUNTIME[berth]} exec sleeper-berth true" \
  crun "${RUNTIME[crun]} exec sleeper-crun true" \
  runc "${RUNTIME[runc]} exec sleeper-runc true"
table "\`runtime exec\` of \`true\` in a running container" runtime-exec "Berth ≤ crun" berth crun runc

# Peak memory of the command itself, as wait4(2) tells it (it counts the largest process, the container's included, which is small here).
peak_kb() { /usr/bin/time -f '%M' -o "$WORK/peak" "$@" </dev/null >/dev/null 2>&1 && tail -n 1 "$WORK/peak"; }
{ echo; echo "### Peak memory of the command"; echo; echo "Goal: Berth ≤ crun + 3 MB"; echo
  echo "| | \`run\`, MB | \`create\`, MB | \`exec\`, MB |"; echo "|---|---:|---:|---:|"; } >>"$REPORT"
for label in berth crun runc; do
  row="| $label |"
  for verb in run create exec; do
    : >"$RAW/peak"
    for ((round = 0; round < 5; round++)); do
      case $verb in
        run) peak_kb ${RUNTIME[$label]} run --bundle "$BUNDLE" "peak-$label" ;;
        create) peak_kb ${RUNTIME[$label]} create --bundle "$BUNDLE" "peak-$label"; ${RUNTIME[$label]} delete --force "peak-$label" >/dev/null 2>&1 ;;
        exec) peak_kb ${RUNTIME[$label]} exec "sleeper-$label" true ;;
      esac >>"$RAW/peak" || true
    done
    row+=" $([ -s "$RAW/peak" ] && median <"$RAW/peak" | awk '{ printf "%.1f", $1 / 1024 }' || echo –) |"
  done
  line "$row"
done
for label in berth crun runc; do ${RUNTIME[$label]} delete --force "sleeper-$label" >/dev/null 2>&1 || true; done

# 64 at once against 64 × one.
at_once_table "64 parallel \`runtime run\` on a ready bundle" "CPU ≤ 1.3 × 64 × that of one" 64
for label in berth crun runc; do at_once_line "$label" 64 ${RUNTIME[$label]} run --bundle "$BUNDLE" "$label-%N"; done
