# Shared by the scripts beside it: `. "$(dirname "$0")/lib.sh"`. Bash; nothing here changes the machine until a function is called.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=$ROOT/out
cd "$ROOT"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# Kept build servers hold memory and outlive the command that started them.
export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/share/dotnet:$HOME/.dotnet

say()  { printf '\033[1m==>\033[0m %s\n' "$*" | plain; }
note() { printf '    %s\n' "$*"; }
die()  { printf 'error: %s\n' "$1" >&2; shift; for line in "$@"; do printf '       %s\n' "$line" >&2; done; exit 1; }

# Colour only where a person looks.
plain() { if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi; }

is_root() { [ "$(id -u)" = 0 ]; }

# as_root COMMAND…: directly as root, else through sudo; says what it wanted when neither is possible.
as_root() {
  if is_root; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "this needs root: $*" "run the same command as root (or install sudo)"
  fi
}

has_root() { is_root || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; }

# The runtime identifier of this machine.
rid() {
  case $(uname -m) in
    x86_64) echo linux-x64 ;;
    *) die "Berth's launch loop is written for x86-64; this machine is $(uname -m)" ;;
  esac
}

# Packages named in scripts/packages/LIST… (one a line, # begins a comment; "a|b" means the first of them that the distribution has).
package_list() { for list in "$@"; do sed 's/#.*//; /^[[:space:]]*$/d; s/[[:space:]]//g' "scripts/packages/$list"; done; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# A service that a package would start (dockerd, containerd) is not wanted: the benchmark starts its own in a directory of its own.
HOLD=/usr/sbin/policy-rc.d
hold_services() { [ -e $HOLD ] || printf '#!/bin/sh\n# held by berth\nexit 101\n' | as_root install -m 755 /dev/stdin $HOLD; }
release_services() { if grep -qs 'held by berth' $HOLD; then as_root rm -f $HOLD; fi; }

# need_packages LIST…: installs what is missing, and is silent when nothing is.
need_packages() {
  local missing=() name choice
  for choice in $(package_list "$@"); do
    for name in ${choice//|/ }; do installed "$name" && continue 2; done
    missing+=("$choice")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || die "these packages are needed and this is no Debian or Ubuntu: ${missing[*]}"
  say "Installing packages: ${missing[*]}"
  local log; log=$(mktemp)
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" update >"$log" 2>&1 || { tail -n 20 "$log" >&2; note "apt-get update failed; trying with the lists that are there" >&2; }
  local names=()
  for choice in "${missing[@]}"; do
    for name in ${choice//|/ }; do
      apt-cache show "$name" >/dev/null 2>&1 && { names+=("$name"); continue 2; }
    done
    die "no package among '$choice' in this machine's package sources" "see /etc/apt/sources.list and /etc/apt/sources.list.d"
  done
  hold_services
  local rc=0
  as_root "${apt[@]}" install -y --no-install-recommends "${names[@]}" >"$log" 2>&1 || rc=$?
  release_services
  [ $rc -eq 0 ] || { tail -n 30 "$log" >&2; die "apt-get install failed (whole log: $log)"; }
  rm -f "$log"
}

# The .NET 10 SDK: whatever the machine has, else Microsoft's own installer into /usr/local/share/dotnet (~/.dotnet without root).
need_dotnet() {
  if command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then return; fi
  local where=$HOME/.dotnet installer
  installer=$(mktemp)
  has_root && where=/usr/local/share/dotnet
  say "Installing the .NET 10 SDK from Microsoft into $where"
  curl -fsSL --retry 3 -o "$installer" https://dot.net/v1/dotnet-install.sh ||
    die "cannot fetch https://dot.net/v1/dotnet-install.sh" "install the .NET 10 SDK by hand (https://dotnet.microsoft.com/download/dotnet/10.0) and run this again"
  if [ "$where" = "$HOME/.dotnet" ]; then bash "$installer" --channel 10.0 --install-dir "$where" --no-path
  else as_root bash "$installer" --channel 10.0 --install-dir "$where" --no-path && as_root ln -sfn "$where/dotnet" /usr/local/bin/dotnet
  fi
  rm -f "$installer"
  hash -r
  dotnet --list-sdks | grep -q '^10\.' || die "the .NET SDK was installed into $where but 'dotnet --list-sdks' shows no 10.x"
}
