#!/usr/bin/env bash
# Installs the Debian packages that building (`build`), linting (`lint`), benchmarks (`bench`), the soak (`soak`) or, without an argument, demo and tests need.
# Does nothing when they are all there.
set -euo pipefail

build=(libyaml-dev libcurl4-openssl-dev libssl-dev libpcre2-dev libsqlite3-dev pkg-config)
lint=(python3 shellcheck)
run=(docker.io iptables haproxy busybox-static openssl ca-certificates curl python3 procps gpg gpg-agent)

case "${1:-all}" in
build) wanted=("${build[@]}") ;;
lint) wanted=("${build[@]}" "${lint[@]}") ;;
soak) wanted=("${build[@]}" iproute2 iptables sqlite3 python3) ;;
bench) wanted=("${build[@]}" "${run[@]}" python3-jinja2) ;;
all) wanted=("${build[@]}" "${run[@]}") ;;
*)
    echo "usage: $0 [build|lint|bench|soak]" >&2
    exit 2
    ;;
esac

missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing: ${missing[*]}" >&2
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
# The packages' own daemons are not wanted: tests and demo start private ones.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 0755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
