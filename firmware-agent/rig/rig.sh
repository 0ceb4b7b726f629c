#!/bin/bash
# rig.sh boots a real Debian kernel in a virtual machine with the board's
# hardware (package board), runs one program in it, prints its console, and
# succeeds only if the machine's last word is RIG PASS. README.md tells more.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat >&2 <<'TEXT'
usage: rig.sh [-a amd64|arm64] [-f HOST:GUEST]... [-l SECONDS] [-m MB] [-t SECONDS] [-u] [-- COMMAND...]
  -a  the machine's architecture (amd64)
  -f  a file to put into the machine, with its mode; may be repeated
  -l  how long COMMAND may take by the machine's clock (300), before it must explain itself
  -m  the machine's memory (512)
  -t  how long the whole machine may take by ours (600)
  -u  look for a newer kernel in Debian first
COMMAND is a static program in the machine and its arguments (/rig/selfcheck).
TEXT
  exit 2
}

arch=amd64 memory=512 limit=300 timeout=600 update=
files=()
while getopts a:f:l:m:t:u option; do
  case $option in
    a) arch=$OPTARG ;;
    f) files+=("$OPTARG") ;;
    l) limit=$OPTARG ;;
    m) memory=$OPTARG ;;
    t) timeout=$OPTARG ;;
    u) update=-u ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- /rig/selfcheck

say() { echo "rig: $*" >&2; }

# packages names what a bare Debian lacks to build the kernel's module for the
# machine and to run it; libelf1 is for the kernel's own build tools.
packages() {
  local compiler=gcc-12
  case $arch-on-$(dpkg --print-architecture) in
    amd64-on-amd64 | arm64-on-arm64) ;;
    amd64-on-*) compiler=gcc-12-x86-64-linux-gnu ;;
    arm64-on-*) compiler=gcc-12-aarch64-linux-gnu ;;
    *) usage ;;
  esac
  [ "$arch" = amd64 ] && echo qemu-system-x86 || echo qemu-system-arm
  printf '%s\n' $compiler cpio kmod libelf1 make xz-utils
}

command -v go >/dev/null || { say "Go is missing"; exit 1; }
list=$(packages)
"$here/../../.ci/need" /dev/stdin <<<"$list" >&2
kernel=$("$here/kernel.sh" "$arch" $update)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

mkdir -p "$root"/{etc,rig,proc,sys,dev,tmp,run}
build() { (cd "$here" && CGO_ENABLED=0 GOOS=linux GOARCH=$arch go build -trimpath -buildvcs=false -ldflags='-s -w' -o "$1" "$2"); }
build "$root/init" ./vm
[ "$1" != /rig/selfcheck ] || build "$root/rig/selfcheck" ./selfcheck
mkdir "$root/rig/modules"
cp "$kernel"/*.ko "$kernel/modules.list" "$root/rig/modules/"
printf '%s\n' "$@" >"$root/rig/command"
echo '127.0.0.1 localhost' >"$root/etc/hosts"
for file in "${files[@]}"; do
  install -D -m "$(stat -L -c %a "${file%%:*}")" "${file%%:*}" "$root/${file#*:}"
done
(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/initramfs"

# One virtual processor whose clock counts instructions and leaps over idle
# time: how busy our own machine is changes nothing inside, and nothing waits.
common=(-icount 'shift=1,sleep=off' -smp 1 -m "$memory" -display none -nodefaults -no-reboot -serial stdio
  -kernel "$kernel/vmlinuz" -initrd "$work/initramfs")
line="quiet loglevel=3 panic=-1 RIG_LIMIT=$limit"
case $arch in
  amd64) qemu=(qemu-system-x86_64 -accel tcg -cpu 'qemu64,+rdrand' -append "console=ttyS0 $line") ;;
  arm64) qemu=(qemu-system-aarch64 -accel tcg -M virt -cpu cortex-a72 -append "console=ttyAMA0 $line") ;;
esac
say "booting $(basename "$kernel")"
SECONDS=0
nice timeout --foreground "$timeout" "${qemu[@]}" "${common[@]}" </dev/null | stdbuf -oL tr -d '\r' | tee "$work/console" || true
echo
say "the machine lived for $SECONDS s"
case $(grep -a '^RIG ' "$work/console" | tail -n 1) in
  'RIG PASS') ;;
  '') say "no verdict within $timeout s"; exit 1 ;;
  *) exit 1 ;;
esac
