# exec in a container that is running.
"$BERTH" run -d --name bench-exec debian:12 sleep 600 >/dev/null || note "berth run -d failed"
$DOCKER run -d --name bench-exec debian:12 sleep 600 >/dev/null
$PODMAN run -d --name bench-exec debian:12 sleep 600 >/dev/null
interleave exec 20 \
  berth "$BERTH exec bench-exec true" \
  docker "$DOCKER exec bench-exec true" \
  podman "$PODMAN exec bench-exec true"
table "\`exec\` of \`true\` in a running container" exec "docker ≥ 10 ×, Berth ≤ 10 ms" berth docker podman
"$BERTH" rm -f bench-exec >/dev/null || true
$DOCKER rm -f bench-exec >/dev/null
$PODMAN rm -f bench-exec >/dev/null 2>&1 || true
