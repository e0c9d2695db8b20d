#!/usr/bin/env bash
# Measures a master with many minions, each with its own TLS connection: bench_fleet.sh BIN [MINIONS...].
# Without numbers: 1000. All of what is said of sizes: bench_fleet.sh BIN 1000 2000 5000 10000.
set -euo pipefail

bin=$(cd "${1:-.build/release}" && pwd)
shift || true
[ $# -gt 0 ] || set -- 1000
stage=$(mktemp -d /tmp/pigeon-fleet.XXXXXX)
master='' simulator=''

finish() {
    local pid
    for pid in $simulator $master; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$stage"
}
trap finish EXIT

# The number behind a key of the simulator's last line for an event.
said() { grep "\"event\":[ ]*\"$1\"" "$stage/said" | tail -1 | sed -n "s/.*\"$2\":[ ]*\([0-9.]*\).*/\1/p"; }

resident() { awk -v key="$1" '$1 == key":" { printf "%.0f", $2 / 1024 }' "/proc/$master/status"; }

seconds() { awk -v ms="$1" 'BEGIN { print ms / 1000 }'; }

start_master() {
    "$bin/pigeon-master" -c "$stage/etc" >>"$stage/log" 2>&1 &
    master=$!
}

measure() {
    local minions=$1 port=$((20000 + RANDOM % 10000)) begin worst=0 took
    rm -rf "${stage:?}"/*
    mkdir -p "$stage"/{etc,states,pillar}
    cat >"$stage/etc/master" <<EOF
id: fleet
root_dir: $stage/master
interface: 127.0.0.1
minion_port: $port
auto_accept: true
log_level: error
file_roots: {base: [$stage/states]}
pillar_roots: {base: [$stage/pillar]}
EOF
    start_master
    until "$bin/pigeon" -c "$stage/etc" key list >/dev/null 2>&1; do sleep 0.1; done
    "$bin/pigeon-simulator" --master "127.0.0.1:$port" --minions "$minions" --json >"$stage/said" 2>"$stage/complaints" &
    simulator=$!
    until grep -q '"connected"' "$stage/said"; do
        kill -0 "$simulator" 2>/dev/null || { cat "$stage/complaints" >&2; exit 1; }
        sleep 0.2
    done
    local connected
    connected=$(resident VmRSS)
    for _ in 1 2 3; do
        begin=$(date +%s%N)
        "$bin/pigeon" -c "$stage/etc" --out quiet '*' test.ping
        took=$((($(date +%s%N) - begin) / 1000000))
        [ "$took" -le "$worst" ] || worst=$took
    done
    local peak joined
    peak=$(resident VmHWM) joined=$(said connected seconds)
    # As a crash: the minions come back by themselves.
    kill -9 "$master"
    wait "$master" 2>/dev/null || true
    begin=$(date +%s%N)
    start_master
    until [ "$(grep -c '"connected"' "$stage/said")" -ge 2 ]; do
        kill -0 "$simulator" 2>/dev/null || { cat "$stage/complaints" >&2; exit 1; }
        sleep 0.2
    done
    took=$((($(date +%s%N) - begin) / 1000000))
    "$bin/pigeon" -c "$stage/etc" --out quiet '*' test.ping
    printf '%8d %9.1f s %9.1f s %9.1f s %8d MiB %8d MiB %9.1f s %8d MiB\n' "$minions" "$(said enrolled seconds)" \
        "$joined" "$(seconds "$worst")" "$connected" "$peak" "$(seconds "$took")" "$(resident VmHWM)"
    kill "$simulator"
    wait "$simulator" 2>/dev/null || true
    kill "$master"
    wait "$master" 2>/dev/null || true
    simulator='' master=''
}

printf '%8s %11s %11s %11s %12s %12s %11s %12s\n' minions enrolled connected test.ping resident peak 'all back' peak
for minions in "$@"; do measure "$minions"; done
