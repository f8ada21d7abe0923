# Listing with 100 containers.
note "creating 100 containers with each engine"
for i in $(seq 100); do
  "$BERTH" create --name "list-$i" debian:12 date >/dev/null || { note "berth create failed"; break; }
done
for i in $(seq 100); do $DOCKER create --name "list-$i" debian:12 date >/dev/null; done
for i in $(seq 100); do $PODMAN create --name "list-$i" debian:12 date >/dev/null; done
for verb in "ps -a" images "inspect list-50"; do
  key=list-${verb%% *}
  interleave "$key" 20 berth "$BERTH $verb" docker "$DOCKER $verb" podman "$PODMAN $verb"
  table "\`$verb\` with 100 containers" "$key" "Berth ≤ 10 ms" berth docker podman
done
for i in $(seq 100); do echo "list-$i"; done >"$WORK/names"
xargs "$BERTH" rm <"$WORK/names" >/dev/null || true
xargs $DOCKER rm <"$WORK/names" >/dev/null
xargs $PODMAN rm <"$WORK/names" >/dev/null
