# The OCI runtime on a bundle; sourced by smoke.sh for its check and counters.
bundle=/tmp/bundle
mkdir -p $bundle/rootfs $bundle/rootfs/sys /tmp/ids
tar -xf /busybox.tar -C $bundle/rootfs

# bundle_of ARGS PROCESS MOUNTS LINUX: writes the bundle's configuration from pieces of JSON, each with its comma.
bundle_of() {
  cat >$bundle/config.json <<C
{"ociVersion": "1.2.0", "root": {"path": "rootfs"},
 "process": {"cwd": "/", "user": {"uid": 0, "gid": 0}, "env": ["PATH=/bin"], $2 "args": [$1]},
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}, {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"} $3,
   {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["ro"]}, {"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["ro"]}],
 "linux": {$4 "namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, {"type": "uts"}, {"type": "cgroup"}]}}
C
}
once() { berth runtime run --bundle $bundle once; }

bundle_of '"sh", "-c", "cd /sys/fs/cgroup; cat memory.max memory.swap.max memory.low cpu.max cpu.weight pids.max | tr \"\\n\" \" \""' '' '' '"resources": {
  "memory": {"limit": 67108864, "swap": 100663296, "reservation": 33554432}, "cpu": {"shares": 1024, "quota": 30000, "period": 60000}, "pids": {"limit": 33}},'
check 'limits of a bundle' '67108864 33554432 33554432 30000 60000 100 33 ' once

bundle_of '"cat", "/sys/fs/cgroup/memory.high"' '' '' '"resources": {"unified": {"memory.high": "50331648"}},'
check 'a cgroup v2 file by name' '50331648' once

bundle_of '"sh", "-c", "mknod /dev/mem c 1 1; head -c 1 /dev/mem 2>&1 | grep -o \"not permitted\"; head -c 4 /dev/zero | wc -c"' '"capabilities": {"bounding": ["CAP_MKNOD"], "effective": ["CAP_MKNOD"], "permitted": ["CAP_MKNOD"]},' '' \
  '"resources": {"devices": [{"allow": false, "access": "rwm"}]},'
check 'the device program of a bundle' 'not permitted
4' once

bundle_of '"cat", "/proc/self/attr/current"' '"apparmorProfile": "berth-default",' '' ''
check 'the AppArmor profile of a bundle' 'berth-default (enforce)' once
bundle_of '"true"' '"apparmorProfile": "absent",' '' ''
check 'an AppArmor profile that is not loaded' 'refused' sh -c "berth runtime run --bundle $bundle once 2>/dev/null || echo refused"

# tmpfs has id-mapped mounts only since Linux 6.3.
check 'a file system for id-mapped mounts' '' sh -c 'dd if=/dev/zero of=/tmp/disk bs=1M count=8 2>/dev/null; mke2fs -F /tmp/disk >/dev/null && mount -t ext4 -o loop /tmp/disk /tmp/ids'
echo mine >/tmp/ids/file && chown 1000:1000 /tmp/ids/file
bundle_of '"stat", "-c", "%u:%g", "/ids/file"' '' ', {"destination": "/ids", "type": "bind", "source": "/tmp/ids", "options": ["bind", "idmap"],
  "uidMappings": [{"containerID": 1000, "hostID": 5000, "size": 1}], "gidMappings": [{"containerID": 1000, "hostID": 6000, "size": 1}]}' ''
check 'an id-mapped mount' '5000:6000' once
umount /tmp/ids

bundle_of '"sh", "-c", "while :; do sleep 0.1; done"' '' '' '"resources": {"memory": {"limit": 67108864}},'
status() { berth runtime state life | sed -n 's/.*"status": "\([a-z]*\)".*/\1/p'; }
# The container keeps the streams of its create: they may not be the pipe that check waits for.
create() { berth runtime create --bundle $bundle life </dev/null >/tmp/create.log 2>&1 || cat /tmp/create.log; }
check 'create' '' create
check 'it is created' 'created' status
check 'runtime start' '' berth runtime start life
check 'it runs' 'running' status
check 'pause' '' berth runtime pause life
check 'it is paused' 'paused' status
check 'resume' '' berth runtime resume life
check 'it runs again' 'running' status
check 'update' '' berth runtime update --memory 33554432 --pids-limit 44 life
check 'the limits are new' '33554432 44' berth runtime exec life sh -c 'echo $(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max)'
check 'statistics' '"limit":33554432' sh -c "berth runtime events --stats life | grep -o '\"limit\":33554432'"
check 'delete refuses one that runs' 'refused' sh -c 'berth runtime delete life 2>/dev/null || echo refused'
check 'delete by force' '' berth runtime delete --force life
check 'no container is listed' '' berth runtime list -q
check 'no runtime cgroup is left' '0' sh -c 'find /sys/fs/cgroup/berth-runtime -mindepth 1 -type d | wc -l'

# Like an init that manages cgroups itself: in the container's own group there may then be no process.
bundle_of '"sh", "-c", "cd /sys/fs/cgroup; mkdir inner; echo 1 >inner/cgroup.procs; echo +pids >cgroup.subtree_control; while :; do sleep 0.1; done"' '' '' '"resources": {"pids": {"limit": 100}},'
sed -i 's/\("source": "cgroup", "options": \)\["ro"\]/\1[]/' $bundle/config.json
check 'create a container that hands controllers down' '' create
check 'start it' '' berth runtime start life
check 'it has handed them down' 'pids' berth runtime exec life sh -c 'until grep . /sys/fs/cgroup/cgroup.subtree_control; do sleep 0.05; done'
check 'an exec goes where its init is' '0::/inner' berth runtime exec life cat /proc/self/cgroup
check 'delete that one by force' '' berth runtime delete --force life
