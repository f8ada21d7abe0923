# The peers, in directories and cgroups of the sandbox. $DOCKER, $PODMAN and $BERTH are command prefixes.

export BERTH_ROOT=$WORK/berth/root BERTH_RUN=$WORK/berth/run
mkdir -p "$BERTH_ROOT" "$BERTH_RUN"

# Not DOCKER_HOST in the environment: Berth refuses to be pointed at another engine.
DOCKER_SOCKET=unix://$WORK/docker.sock
unset DOCKER_HOST
export DOCKER_CONFIG=$WORK/docker-config
DOCKER="docker -H $DOCKER_SOCKET"
export CONTAINERS_CONF=$WORK/containers.conf
PODMAN="podman --root $WORK/podman/root --runroot $WORK/podman/run --tmpdir $WORK/podman/tmp --storage-driver overlay"

mkdir -p "$WORK"/podman/{root,run,tmp,net} "$DOCKER_CONFIG"
echo '{}' >"$DOCKER_CONFIG/config.json"
cat >"$CONTAINERS_CONF" <<C
[containers]
# Debian's default asks for more than a machine without CAP_SYS_RESOURCE can give.
default_ulimits = ["nofile=4096:4096", "nproc=10000:10000"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
[network]
network_backend = "netavark"
network_config_dir = "$WORK/podman/net"
C

start_docker() {
  dockerd --data-root "$WORK/docker/data" --exec-root "$WORK/docker/exec" --pidfile "$WORK/docker.pid" -H "$DOCKER_SOCKET" >"$WORK/dockerd.log" 2>&1 &
  DOCKERD=$!
  for _ in $(seq 100); do $DOCKER version >/dev/null 2>&1 && return; sleep 0.1; done
  tail -n 20 "$WORK/dockerd.log"
  note "dockerd did not start: docker is left out"
}

stop_docker() { kill "$DOCKERD" 2>/dev/null && wait "$DOCKERD" 2>/dev/null || true; }

prepare_images() {
  local tar=$OUT/testdata/debian.tar
  say "Starting dockerd, importing the same Debian tree everywhere"
  start_docker
  $DOCKER import "$tar" debian:12 >/dev/null
  $PODMAN import "$tar" debian:12 >/dev/null 2>&1
  "$BERTH" import "$tar" debian:12 >/dev/null || note "berth import failed"
  ROOTFS=$WORK/rootfs
  mkdir -p "$ROOTFS"
  tar -xf "$tar" -C "$ROOTFS"
}
