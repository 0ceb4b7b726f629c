#!/usr/bin/env bash
# deb.sh ARCH VERSION: builds the Debian packages of the three programs for
# amd64 or arm64 into dist/. Run by "make package", after "make wasm".
set -eu
cd "$(dirname "$0")/.."
arch=$1 version=$2
export CGO_ENABLED=0 GOOS=linux GOARCH=$arch
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p dist

# put FILE DESTINATION [MODE]: a file of the package in $root.
put() { install -D -m "${3:-644}" "$1" "$root$2"; }

# begin NAME: a package with its program, unit, flags and licence.
begin() {
	name=$1 root=$work/$1
	mkdir -p "$root/DEBIAN"
	go build -trimpath -ldflags='-s -w' -o "$work/program" "./cmd/$name"
	put "$work/program" "/usr/bin/$name" 755
	put ".dist/systemd/$name.service" "/usr/lib/systemd/system/$name.service"
	put ".dist/$name.default" "/etc/default/$name"
	put LICENSE "/usr/share/doc/$name/copyright"
	put README.md "/usr/share/doc/$name/README.md"
	echo "/etc/default/$name" > "$root/DEBIAN/conffiles"
	put .dist/postinst /DEBIAN/postinst 755
	put .dist/prerm /DEBIAN/prerm 755
	sed -i "s/@name@/$name/g" "$root/DEBIAN/postinst" "$root/DEBIAN/prerm"
}

# finish DEPENDS RECOMMENDS DESCRIPTION
finish() {
	cat > "$root/DEBIAN/control" <<-CONTROL
		Package: $name
		Version: $version
		Architecture: $arch
		Maintainer: Giliran <giliran@localhost>
		Section: misc
		Priority: optional
		Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
		Depends: $1
		Recommends: $2
		Description: $3
	CONTROL
	find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	dpkg-deb --root-owner-group -Zxz --build "$root" "dist/${name}_${version}_$arch.deb"
}

begin giliran
for f in wall.wasm wall.wasm.gz wasm_exec.js; do put "bin/wall/$f" "/usr/share/giliran/wall/$f"; done
put ticketing/office/candipuro.yaml /etc/giliran/office.yaml
put ticketing/office/libur-2026.yaml /etc/giliran/libur-2026.yaml
printf '%s\n' /etc/giliran/office.yaml /etc/giliran/libur-2026.yaml >> "$root/DEBIAN/conffiles"
finish 'systemd (>= 247)' 'systemd-timesyncd | time-daemon' 'queue of a small public office
 Tickets, counters, stages, holds and the board, over HTTP.'

begin giliran-agent
put .dist/giliran-agent.sysusers /usr/lib/sysusers.d/giliran-agent.conf
put .dist/giliran-agent.rules /usr/lib/udev/rules.d/60-giliran-agent.rules
finish 'systemd (>= 250)' 'udev' 'buttons, lamps, displays and ticket printer of a queue
 Runs beside the hardware and speaks to an office run by giliran.'

begin giliran-wall
put .dist/giliran-wall.sysusers /usr/lib/sysusers.d/giliran-wall.conf
finish 'systemd (>= 247), cage, xwayland, libx11-6, libgl1, libgles2, libegl1, libxrandr2, libxcursor1, libxinerama1, libxi6, libxext6, libxrender1, libpam-systemd' 'espeak-ng, libasound2 | libasound2t64' 'waiting room screen of a queue
 Shows whom an office run by giliran calls, on a TV and nothing else on it.'
