#!/bin/sh
# The checks, run inside the machine: one line each, "pass NAME" or "fail NAME" with what was seen, then "VM-RESULT n passed, n failed".
passed=0 failed=0

# check NAME EXPECTED COMMAND…: the command's output (errors included) is exactly EXPECTED and it succeeds; "*" accepts any output.
check() {
  name=$1 expected=$2; shift 2
  seen=$("$@" 2>&1); code=$?
  if [ $code -eq 0 ] && { [ "$expected" = '*' ] || [ "$seen" = "$expected" ]; }; then
    passed=$((passed + 1)); echo "pass $name"
  else
    failed=$((failed + 1)); echo "fail $name (exit code $code)"; echo "$seen" | head -n 12 | sed 's/^/     | /'
  fi
}
inside() { berth run --rm "$@"; }

echo "VM-START Linux $(uname -r), cgroup $(mount | grep -c cgroup2) hierarchy, controllers: $(cat /sys/fs/cgroup/cgroup.controllers)"

# A host outside, behind a default route.
mkdir -p /tmp/site; echo outside >/tmp/site/index.html
unshare -n sh -c 'while ! ip addr show out0 2>/dev/null | grep -q 198.51.100.2; do sleep 0.1; done; exec httpd -f -p 80 -h /tmp/site' &
outside=$!
sleep 0.3
# busybox ignores the peer's name.
ip link add up0 type veth
ip link set veth0 name out0
ip link set out0 netns $outside
ip addr add 198.51.100.1/24 dev up0
ip link set up0 up
ip route add default via 198.51.100.2
nsenter -t $outside -n sh -c 'ip link set out0 up; ip addr add 198.51.100.2/24 dev out0; ip link set lo up'

check 'import of a tar' '*' berth import /busybox.tar busybox
check 'run and its output' 'hello' inside busybox echo hello
check 'the exit code' '7' sh -c 'berth run --rm busybox sh -c "exit 7"; echo $?'
check 'standard input' 'through' sh -c 'echo through | berth run --rm -i busybox cat'
check 'a new process namespace' '1' inside busybox sh -c 'echo $$'
check 'the root is an overlay' 'overlay' inside busybox sh -c "awk '\$5 == \"/\" { print \$9 }' /proc/self/mountinfo"
check 'a read-only bind' 'Read-only' inside -v /tmp/site:/site:ro busybox sh -c '(echo x > /site/x) 2>&1 | grep -o Read-only'
check 'a volume' 'kept' sh -c 'berth run --rm -v data:/data busybox sh -c "echo kept > /data/f"; berth run --rm -v data:/data busybox cat /data/f'
check 'the memory limit' '67108864' inside --memory 64m busybox cat /sys/fs/cgroup/memory.max
check 'the process limit' '40' inside --pids-limit 40 busybox cat /sys/fs/cgroup/pids.max
check 'the processor limit' '50000 100000' inside --cpus 0.5 busybox cat /sys/fs/cgroup/cpu.max
check 'its own cgroup namespace' '0::/' inside busybox cat /proc/self/cgroup
check 'too much memory is killed' '137' sh -c 'berth run --rm --memory 16m busybox sh -c "x=a; while :; do x=\$x\$x; done" >/dev/null 2>&1; echo $?'
check 'a device that is not allowed' 'not permitted' inside busybox sh -c 'mknod /tmp/mem c 1 1; head -c 1 /tmp/mem 2>&1 | grep -o "not permitted"'
check 'a device that is allowed' '4' inside busybox sh -c 'head -c 4 /dev/zero | wc -c'
check 'a device that is asked for' '1' inside --device /dev/mem busybox sh -c 'ls /dev/mem | wc -l'
check 'capabilities and seccomp' 'CapEff:00000000a80425fb Seccomp:2 ' inside busybox sh -c "grep -E '^(CapEff|Seccomp):' /proc/self/status | tr -d '\t' | tr '\n' ' '"
# AppArmor: the kernel's own word, and one thing that only the profile refuses.
check 'the default AppArmor profile' 'berth-default (enforce)' inside busybox cat /proc/self/attr/current
check 'no AppArmor profile' 'unconfined' inside --security-opt apparmor=unconfined busybox cat /proc/self/attr/current
check 'privileged is unconfined' 'unconfined' inside --privileged busybox cat /proc/self/attr/current
check 'the profile refuses a mount' 'denied' inside --cap-add SYS_ADMIN --security-opt seccomp=unconfined busybox sh -c 'mkdir /m; mount -t tmpfs none /m 2>&1 | grep -o denied'
check 'without the profile it mounts' 'tmpfs' inside --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined busybox sh -c "mkdir /m; mount -t tmpfs none /m; awk '\$2 == \"/m\" { print \$3 }' /proc/mounts"
check 'an unknown profile' 'refused' sh -c 'berth run --rm --security-opt apparmor=absent busybox true 2>/dev/null || echo refused'
check 'a user by name' 'alice' inside -u alice busybox id -un
check 'a terminal' '/dev/pts/0' sh -c "berth run --rm -t busybox tty | tr -d '\r'"
check 'a container on the bridge reaches outside' 'outside' inside busybox wget -q -O - http://198.51.100.2/
check 'no network' 'lo' inside --network none busybox ls /sys/class/net

check 'a background container' '*' berth run -d --name one busybox sh -c 'echo started; exec sleep 1000'
check 'ps' 'one' berth ps --format '{{.Names}}'
check 'exec' 'vmexec' berth exec one echo vmexec
check 'the profile of an exec' 'berth-default (enforce)' berth exec one cat /proc/self/attr/current
check 'inspect names the profile' 'berth-default' berth inspect --format '{{.AppArmorProfile}}' one
check 'the cgroup of an exec' '0::/' berth exec one cat /proc/self/cgroup
check 'logs' 'started' berth logs one
check 'stop' 'one' berth stop -t 1 one
check 'the exit is known' 'exited 137' berth inspect --format '{{.State.Status}} {{.State.ExitCode}}' one
check 'start again' 'one' berth start one
check 'rm by force' 'one' berth rm -f one
check 'nothing runs' '' berth ps -aq
check 'no mount is left' '0' sh -c 'grep -c /var/lib/berth/containers /proc/mounts; true'
check 'no cgroup is left' '0' sh -c 'find /sys/fs/cgroup -type d | grep -cE "[0-9a-f]{64}"; true'
check 'no link is left' '0' sh -c 'n=0; while ls /sys/class/net | grep -q veth && [ $n -lt 50 ]; do n=$((n + 1)); sleep 0.1; done; ls /sys/class/net | grep -c veth; true'
check 'rmi' '*' berth rmi busybox
. /runtime.sh
echo "VM-RESULT $passed passed, $failed failed"
