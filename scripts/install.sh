#!/bin/bash
# install.sh [docker-link]: copies out/berth and the shell completions below PREFIX (default /usr/local), under DESTDIR when packaging.
. "$(dirname "$0")/lib.sh"

prefix=${PREFIX:-/usr/local}
to=${DESTDIR:-}$prefix

place() {
  if [ -w "${DESTDIR:-$prefix}" ] || { [ -n "${DESTDIR:-}" ] && mkdir -p "$DESTDIR" && [ -w "$DESTDIR" ]; }; then "$@"; else as_root "$@"; fi
}

if [ "${1:-}" = docker-link ]; then
  [ -x "$to/bin/berth" ] || die "$to/bin/berth is not there" "run 'make install' first"
  if [ -e "$to/bin/docker" ] && [ "$(readlink "$to/bin/docker")" != berth ]; then die "$to/bin/docker exists and is not Berth's; it is left as it is"; fi
  place ln -sfn berth "$to/bin/docker"
  say "$to/bin/docker is Berth now"
  exit
fi

[ -x "$OUT/berth" ] || die "out/berth is not there" "run 'make' first"
place install -D -m 755 "$OUT/berth" "$to/bin/berth"
# What podman, dockerd and containerd call in runc's place.
place ln -sfn berth "$to/bin/berth-runtime"
say "Installed $to/bin/berth and the link $to/bin/berth-runtime"

completion() {
  local shell=$1 target=$2 text
  text=$(mktemp)
  if "$OUT/berth" completion "$shell" >"$text" 2>/dev/null && [ -s "$text" ]; then
    chmod 644 "$text"
    place install -D -m 644 "$text" "$target"
    note "$target"
  fi
  rm -f "$text"
}
completion bash "$to/share/bash-completion/completions/berth"
completion zsh "$to/share/zsh/site-functions/_berth"
completion fish "$to/share/fish/vendor_completions.d/berth.fish"
