# 20 at once against 20 × one: CPU of everything involved (daemons, supervisors, the containers), and the wall clock; the two in turn.
at_once_table "20 parallel \`run --rm debian:12 date\`" "Berth's CPU ≤ 1.3 × 20 × that of one" 20
parallel() { at_once_line "$1" 20 "${@:2}" run --rm debian:12 date; }
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
