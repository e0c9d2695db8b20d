#!/usr/bin/env bash
# Installs the release build: install.sh [DESTDIR]. Existing configuration files are kept.
set -euo pipefail
cd "$(dirname "$0")/.."

root=${1:-}
bin=.build/release

install -d "$root/usr/bin" "$root/etc/pigeon" "$root/lib/systemd/system" "$root/srv/pigeon"
install -m 0755 -s "$bin/pigeon" "$bin/pigeon-master" "$bin/pigeon-minion" "$root/usr/bin/"
install -m 0644 packaging/pigeon-master.service packaging/pigeon-minion.service "$root/lib/systemd/system/"
for name in master minion; do
    [ -e "$root/etc/pigeon/$name" ] || install -m 0640 "packaging/$name" "$root/etc/pigeon/$name"
done
for tree in states orch pillar; do
    [ -e "$root/srv/pigeon/$tree" ] || cp -r "$tree" "$root/srv/pigeon/$tree"
done
