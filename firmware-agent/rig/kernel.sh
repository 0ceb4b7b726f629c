#!/bin/bash
# kernel.sh ARCH [-u]: prints the folder of a Debian kernel that is ready for
# the rig: vmlinuz, *.ko and modules.list in load order.
#
# The first call fetches Debian's own packages and unpacks them; nothing is
# installed and no root is needed, because apt works on a private state. Later
# calls answer from the cache without a network. -u looks for a newer kernel.
#
# Debian does not build gpio-sim, so it is compiled here from Debian's source
# of that same kernel version.
set -euo pipefail
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

suite=bookworm
modules=(gpiosim dummy_hcd libcomposite usb_f_printer usblp)
arch=$1
host=$(dpkg --print-architecture)
# A change of this recipe must not meet the kernels of the old one.
recipe=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-8)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/giliran-rig/$arch-$recipe

say() { echo "rig: $*" >&2; }
die() { say "$*"; exit 1; }
trap 'say "kernel.sh failed in line $LINENO"' ERR

case $arch in
  amd64) triplet=x86-64-linux-gnu karch=x86 ;;
  arm64) triplet=aarch64-linux-gnu karch=arm64 ;;
  *) die "no such architecture: $arch (amd64, arm64)" ;;
esac

# newest prints the cached kernel used last, if there is one.
newest() { find "$cache" -mindepth 1 -maxdepth 1 -name '[0-9]*' -printf '%T@ %p/\n' 2>/dev/null | sort -rn | head -n 1 | cut -d' ' -f2-; }

mkdir -p "$cache"
if [ "${2:-}" != -u ] && [ -n "$(newest)" ]; then
  newest
  exit
fi

work=$(mktemp -d "$cache/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

# mirror prints the Debian mirror this machine already uses.
# shellcheck disable=SC2016 # apt's variables, not ours
mirror() {
  apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Created-By: Packages' |
    grep -m 1 -E '/debian/?$' || true
}

private_apt() {
  local from=${RIG_MIRROR:-$(mirror)}
  [ -n "$from" ] || die "no Debian mirror configured; name one in RIG_MIRROR"
  mkdir -p apt/lists/partial apt/cache/archives/partial
  : >apt/status
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $from $suite main" >apt/sources.list
  cat >apt/apt.conf <<-CONF
	Dir::Etc::sourcelist "$work/apt/sources.list"; Dir::Etc::sourceparts "-";
	Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
	APT::Architecture "$host"; APT::Architectures { "$host"; "$arch"; };
	APT::Sandbox::User "root"; Acquire::Languages "none";
	CONF
  export APT_CONFIG=$work/apt/apt.conf
  apt-get update -qq >&2
}

private_apt
# linux-image-amd64 depends on the newest kernel: linux-image-6.1.0-50-amd64.
kernel=$(apt-cache depends "linux-image-$arch:$arch" | sed -n 's/.*Depends: linux-image-\([^:]*\).*/\1/p')
[ -n "$kernel" ] || die "the mirror's $suite has no linux-image-$arch"
version=$(apt-cache show --no-all-versions "linux-image-$kernel:$arch" | sed -n 's/^Version: //p')
ready=$cache/$kernel-$version
if [ -d "$ready" ]; then
  touch "$ready"
  echo "$ready/"
  exit
fi

series=$(cut -d. -f1,2 <<<"$kernel")
headers=linux-headers-$kernel
common=linux-headers-${kernel%-"$arch"}-common
source=linux-source-$series
say "fetching Debian kernel $kernel ($version)"
apt-get download -qq "linux-image-$kernel:$arch=$version" "$headers:$arch=$version" \
  "$common=$version" "linux-kbuild-$series=$version" "$source=$version" >&2
unset APT_CONFIG

say "unpacking"
for deb in linux-image-*.deb linux-headers-*.deb linux-kbuild-*.deb; do dpkg-deb -x "$deb" root; done
# --occurrence ends tar at the last file it needs, long before the archive's end.
(
  set +o pipefail
  dpkg-deb --fsys-tarfile linux-source-*.deb | tar xO "./usr/src/$source.tar.xz" | xz -dc |
    tar x --occurrence=1 --strip-components=1 \
      "$source/drivers/gpio/gpio-sim.c" "$source/drivers/gpio/gpiolib.h" "$source/kernel/irq/irq_sim.c"
) 2>/dev/null || die "$source has no gpio-sim where it was"

say "building gpio-sim"
mkdir gpiosim
cp drivers/gpio/gpio-sim.c drivers/gpio/gpiolib.h kernel/irq/irq_sim.c gpiosim/
# The only change to the kernel's source: a module may not call irq_to_desc,
# but gets the same descriptor this way.
sed -i -e 's/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/' \
  -e 's,#include <linux/irq.h>,&\n#include <linux/irqdesc.h>,' gpiosim/irq_sim.c
printf 'obj-m := gpiosim.o\ngpiosim-y := gpio-sim.o irq_sim.o\n' >gpiosim/Makefile
tree=$work/root/usr/src/$headers
sed -i "s#/usr/src/#$work/root/usr/src/#g" "$tree/Makefile"
cross=; [ "$arch" = "$host" ] || cross=$triplet-
make -s -C "$tree" ARCH=$karch M="$work/gpiosim" CC="${cross}gcc-12" CROSS_COMPILE="$cross" \
  CONFIG_DEBUG_INFO_BTF_MODULES= modules >&2

lib=root/lib/modules/$kernel
mkdir -p "$lib/extra" made
cp gpiosim/gpiosim.ko "$lib/extra/"
depmod -b root "$kernel"
cp "root/boot/vmlinuz-$kernel" made/vmlinuz
for m in "${modules[@]}"; do
  modprobe -C /dev/null -d root -S "$kernel" --show-depends "$m"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r ko; do
  cp "$ko" made/
  basename "$ko" >>made/modules.list
done
mv -T made "$ready" 2>/dev/null || [ -d "$ready" ] # another run may have been first
say "kernel $kernel is ready in $ready"
echo "$ready/"
