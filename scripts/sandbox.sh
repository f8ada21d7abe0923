#!/bin/bash
# sandbox.sh [--no-pid] [--no-hybrid] COMMAND…: runs COMMAND as root where nothing it makes can touch the machine: private network, mount, cgroup and
# (unless --no-pid) PID namespaces, a cgroup subtree of its own that is seen as the root, mounts under /tmp/berth-sandbox only. What COMMAND
# leaves running is killed when it ends, and its cgroups are removed. BERTH_SANDBOX is a private directory on the machine's disk.
# --no-hybrid mounts controllers that a hybrid machine has left to cgroup v2 as v1 for as long as COMMAND runs: some peers refuse hybrid machines.
. "$(dirname "$0")/lib.sh"

# The hierarchies that are mounted here, one a line: "v2 DIR" or "v1 DIR OPTIONS".
hierarchies() {
  awk '{ for (i = 7; i <= NF; i++) if ($i == "-") break
         if ($(i + 1) == "cgroup2") print "v2", $5
         else if ($(i + 1) == "cgroup") { options = $(i + 3); sub(/^r[wo],/, "", options); print "v1", $5, options } }' /proc/self/mountinfo
}

# Lets the child cgroups of DIR have every controller it has.
delegate() { for controller in $(cat "$1/cgroup.controllers"); do echo "+$controller" >"$1/cgroup.subtree_control" 2>/dev/null || true; done; }

# Inside, before the namespaces: join one new cgroup per hierarchy, so that it becomes the namespace's root.
if [ "${1:-}" = --join ]; then
  name=$2; shift 2
  while read -r version dir options; do
    # On a hybrid machine the v2 tree keeps no controller, so that a peer that refuses hybrid machines can mount the last ones as v1.
    if [ "$dir" = /sys/fs/cgroup ]; then delegate "$dir"; fi
    mkdir "$dir/$name"
    if [ "$version" = v1 ] && [ -e "$dir/$name/cpuset.cpus" ]; then
      cat "$dir/cpuset.cpus" >"$dir/$name/cpuset.cpus"
      cat "$dir/cpuset.mems" >"$dir/$name/cpuset.mems"
    fi
    echo $$ >"$dir/$name/cgroup.procs"
  done < <(hierarchies)
  exec "$@"
fi

# Inside all the namespaces: mount what shows them.
if [ "${1:-}" = --inside ]; then
  scratch=$2; shift 2
  wanted=$(hierarchies)
  ip link set lo up
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  base=$(awk '$1 == "v2" { print $2 }' <<<"$wanted")
  if [ "$base" = /sys/fs/cgroup ]; then mount -t cgroup2 cgroup2 /sys/fs/cgroup
  else
    mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
    while read -r version dir options; do
      [[ $dir = /sys/fs/cgroup/* ]] || dir=/sys/fs/cgroup/$options
      mkdir -p "$dir"
      if [ "$version" = v2 ]; then mount -t cgroup2 cgroup2 "$dir"; else mount -t cgroup -o "$options" cgroup "$dir"; fi
      # cpu,cpuacct is known by both names.
      for alias in $(tr ',' ' ' <<<"${options:-}"); do
        [[ $alias = *=* ]] || [ -e "/sys/fs/cgroup/$alias" ] || ln -s "$dir" "/sys/fs/cgroup/$alias"
      done
    done <<<"$wanted"
  fi
  # Cgroup v2 forbids processes beside child cgroups that have controllers: leave the root to the engine.
  while read -r version dir _; do
    [ "$version" = v2 ] || continue
    mkdir -p "$dir/init"
    echo $$ >"$dir/init/cgroup.procs"
    if [ "$dir" = /sys/fs/cgroup ]; then delegate "$dir"; fi
  done <<<"$wanted"
  export BERTH_SANDBOX=$scratch
  "$@" && exit 0 || exit $?
fi

[ $# -gt 0 ] || die "usage: sandbox.sh [--no-pid] [--no-hybrid] COMMAND…"
is_root || die "the sandbox needs root: it makes namespaces, mounts and cgroups of its own"
self=$ROOT/scripts/sandbox.sh
# The clean-up has to see the mounts made here, the machine must not.
[ "${BERTH_SANDBOX_MOUNTS:-}" = private ] || BERTH_SANDBOX_MOUNTS=private exec unshare --mount -- "$self" "$@"
unset BERTH_SANDBOX_MOUNTS

name=berth-sandbox-$$
scratch=${BERTH_SANDBOX_BASE:-/var/tmp}/$name
mkdir -p "$scratch"

pid=(--pid --fork --kill-child) hybrid=1
while :; do
  case ${1:-} in
    --no-pid) pid=() ;;
    --no-hybrid) hybrid= ;;
    *) break ;;
  esac
  shift
done
if [ -z "$hybrid" ] && [ -e /sys/fs/cgroup/unified/cgroup.controllers ]; then
  for controller in $(cat /sys/fs/cgroup/unified/cgroup.controllers); do
    mkdir -p "$scratch/$controller"
    mount -t cgroup -o "$controller" cgroup "$scratch/$controller" || note "cannot mount the $controller controller as cgroup v1"
  done
fi

cleanup() {
  local dir tries
  while read -r _ dir _; do
    [ -d "$dir/$name" ] || continue
    for tries in $(seq 100); do
      # Everything below this cgroup was started by COMMAND.
      find "$dir/$name" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -9 2>/dev/null || true
      find "$dir/$name" -depth -type d -exec rmdir {} + 2>/dev/null || true
      [ -d "$dir/$name" ] || break
      sleep 0.05
    done
    [ "${dir#"$scratch"}" = "$dir" ] || umount "$dir" || true
  done < <(hierarchies)
  rm -rf --one-file-system "$scratch"
}
trap cleanup EXIT
child=
trap '[ -z "$child" ] || kill -9 "$child" 2>/dev/null; exit 130' INT TERM HUP

rc=0
# In the background, because bash runs a trap only between foreground commands.
"$self" --join "$name" unshare --mount --net --cgroup --uts --ipc "${pid[@]}" -- "$self" --inside "$scratch" "$@" <&0 &
child=$!
wait $child || rc=$?
exit $rc
