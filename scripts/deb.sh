#!/usr/bin/env bash
# Makes Debian packages of the release build in .build/deb: pigeon (the CLI), pigeon-master, pigeon-minion.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(.build/release/pigeon --version)
architecture=$(dpkg --print-architecture)
output=.build/deb
libraries="libc6, libcurl4, libssl3, libyaml-0-2, libpcre2-8-0"
rm -rf "$output"

# package NAME DEPENDS DESCRIPTION: packs what stands in $output/NAME.
package() {
    local root=$output/$1
    mkdir -p "$root/DEBIAN"
    cat >"$root/DEBIAN/control" <<EOF
Package: $1
Version: $version
Architecture: $architecture
Maintainer: The Pigeon authors
Section: admin
Priority: optional
Depends: $2
Description: $3
EOF
    [ ! -d "$root/etc" ] || (cd "$root" && find etc -type f -printf '/%p\n') >"$root/DEBIAN/conffiles"
    dpkg-deb --root-owner-group --build "$root" "$output/$1_${version}_$architecture.deb"
}

stage() {
    local root=$output/$1
    shift
    mkdir -p "$root/usr/bin" "$root/lib/systemd/system" "$root/etc/pigeon"
    for program in "$@"; do install -m 0755 -s ".build/release/$program" "$root/usr/bin/"; done
}

mkdir -p "$output/pigeon/usr/bin"
install -m 0755 -s .build/release/pigeon "$output/pigeon/usr/bin/"
package pigeon "$libraries" "Declarative states and blue/green deployments: the command line"

stage pigeon-master pigeon-master
install -m 0644 packaging/pigeon-master.service "$output/pigeon-master/lib/systemd/system/"
install -m 0640 packaging/master "$output/pigeon-master/etc/pigeon/"
mkdir -p "$output/pigeon-master/srv/pigeon/pillar"
cp -r states orch "$output/pigeon-master/srv/pigeon/"
package pigeon-master "$libraries, libsqlite3-0, pigeon (= $version)" "Declarative states and blue/green deployments: the master"

stage pigeon-minion pigeon-minion
install -m 0644 packaging/pigeon-minion.service "$output/pigeon-minion/lib/systemd/system/"
install -m 0640 packaging/minion "$output/pigeon-minion/etc/pigeon/"
package pigeon-minion "$libraries" "Declarative states and blue/green deployments: the agent"
