# A ready bundle: what the OCI runtime alone costs. The same config.json, as `runc spec` writes it, for all.
BUNDLE=$WORK/bundle
mkdir -p "$BUNDLE"
ln -sfn "$ROOTFS" "$BUNDLE/rootfs"
(cd "$BUNDLE" && rm -f config.json && runc spec)
jq --arg root "$ROOTFS" '.process.args = ["date"] | .process.terminal = false | .root.path = $root' "$BUNDLE/config.json" >"$BUNDLE/c" && mv "$BUNDLE/c" "$BUNDLE/config.json"
interleave bundle 40 \
  berth "$BERTH runtime run --bundle $BUNDLE bench-berth" \
  crun "crun --root $WORK/crun run --bundle $BUNDLE bench-crun" \
  runc "runc --root $WORK/runc run --bundle $BUNDLE bench-runc"
table "\`runtime run\` on a ready bundle (\`date\`)" bundle "Berth ≤ crun" berth crun runc
