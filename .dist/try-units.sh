#!/bin/sh
# try-units.sh BIN runs the office and an agent with a simulated board under
# their own units, in a systemd of their own: process, mount and control group
# namespaces over this machine's files, none of which is changed. It needs
# root, systemd and a kernel with overlayfs and cgroup2.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" != inside ]; then
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	mkdir "$work/box" "$work/out"
	timeout -k 2 90 unshare --mount --pid --cgroup --uts --ipc --net --fork --kill-child --propagation private \
		"$0" inside "$1" "$work" >"$work/out/boot" 2>&1 || true
	cat "$work/out/check" "$work/out/giliran" "$work/out/giliran-agent" 2>/dev/null || cat "$work/out/boot"
	grep -q '^all is well$' "$work/out/check"
	exit
fi
bin=$2 work=$3
ip link set lo up 2>/dev/null || true
mount -t tmpfs tmpfs "$work/box"
mkdir "$work/box/up" "$work/box/work" "$work/box/root"
root=$work/box/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/box/up,workdir=$work/box/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys" -o ro
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for dir in run tmp dev; do mount -t tmpfs tmpfs "$root/$dir"; done
mkdir -p "$root/dev/shm" "$root/dev/pts" "$root/dev/mqueue" "$root/dev/hugepages" "$root/out" "$root/usr/share/giliran/wall" "$root/etc/giliran"
mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=666
for device in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "$root/dev/${device%:*}" c 1 "${device#*:}"; done
mknod -m 666 "$root/dev/tty" c 5 0
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /run/systemd/journal/dev-log "$root/dev/log"
mount --bind "$work/out" "$root/out"

# The units as they are shipped; only their beginning and their output differ.
cp "$bin/giliran" "$bin/giliran-agent" "$root/usr/bin/"
rm -rf "$root/etc/systemd/system"
mkdir "$root/etc/systemd/system"
for unit in giliran giliran-agent; do
	cp ".dist/systemd/$unit.service" "$root/etc/systemd/system/"
	mkdir "$root/etc/systemd/system/$unit.service.d"
	printf '[Unit]\nDefaultDependencies=no\n[Service]\nStandardOutput=append:/out/%s\nStandardError=inherit\n' $unit >"$root/etc/systemd/system/$unit.service.d/box.conf"
	cut -d' ' -f1-2 ".dist/$unit.sysusers" 2>/dev/null | grep -q . && cp ".dist/$unit.sysusers" "$root/usr/lib/sysusers.d/$unit.conf" && systemd-sysusers --root="$root" || true
done
# Credentials need access control lists on tmpfs, which not every kernel has.
mkdir "$root/token"
printf 'LoadCredential=\nEnvironment=CREDENTIALS_DIRECTORY=/token\n' >>"$root/etc/systemd/system/giliran-agent.service.d/box.conf"
"$bin/giliran" example >"$root/etc/giliran/office.yaml"
echo 'ARGS=--simulate --links --open --tls local --listen 127.0.0.1:8443 --plain 127.0.0.1:8080' >"$root/etc/default/giliran"
cat >"$root/etc/systemd/system/box.target" <<'END'
[Unit]
DefaultDependencies=no
Wants=giliran.service check.service
END
cat >"$root/etc/systemd/system/check.service" <<'END'
[Unit]
DefaultDependencies=no
After=giliran.service
[Service]
Type=oneshot
ExecStart=/bin/sh /check
StandardOutput=file:/out/check
StandardError=inherit
END
cat >"$root/check" <<'END'
trap 'systemctl exit 0 --no-block' EXIT
wait_for() { n=0; until eval "$1"; do n=$((n+1)); [ $n -lt 200 ] || { echo "never: $1"; systemctl status giliran giliran-agent --no-pager -l; exit 1; }; sleep 0.1; done; }
wait_for '[ -s /var/lib/giliran/sim.token ]'
install -m 444 /var/lib/giliran/sim.token /token/token
print=$(giliran ca --data /var/lib/giliran | head -1 | cut -d' ' -f2)
echo "ARGS=--simulate --board sim --server https://127.0.0.1:8443 --fingerprint $print" >/etc/default/giliran-agent
systemctl start giliran-agent
wait_for 'grep -q "msg=wiring board=sim" /out/giliran-agent'
giliran backup --data /var/lib/giliran /tmp/copy
for unit in giliran giliran-agent; do
	pid=$(systemctl show -p MainPID --value $unit)
	echo "$unit: $(grep -hE '^(Uid|CapBnd|CapEff|NoNewPrivs|Seccomp):' /proc/$pid/status | tr '\t\n' ' ;')"
	grep -qE '^CapBnd:\s0+$' /proc/$pid/status && grep -qE '^NoNewPrivs:\s1$' /proc/$pid/status && grep -qE '^Seccomp:\s2$' /proc/$pid/status && ! grep -qE '^Uid:\s0\s' /proc/$pid/status || exit 1
	[ "$(systemctl show -p NRestarts --value $unit)" = 0 ] || { echo "$unit was started again"; exit 1; }
done
systemctl stop giliran-agent giliran
[ "$(systemctl show -p Result --value giliran)" = success ] || exit 1
systemctl show -p Result --value giliran-agent
echo all is well
END
cd "$root"
mkdir old
pivot_root . old
umount -l /old
exec env -i container=box PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=box.target --log-target=null
