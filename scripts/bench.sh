#!/usr/bin/env bash
# Measures what a deployment costs, as whole processes on this machine: bench.sh BIN [ROUNDS].
# PIGEON_FLEET: the sizes of the simulated fleets (1000); "1000 2000 5000 10000" takes five minutes more.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(cd "${1:-.build/release}" && pwd)
rounds=${2:-5}
stage=$(mktemp -d /tmp/pigeon-bench.XXXXXX)

finish() {
    scripts/stage.sh down "$stage" || true
    rm -rf "$stage"
}
trap finish EXIT

pigeon() { "$bin/pigeon" -c "$stage/etc" "$@"; }

# timed NAME COMMAND...: runs it quietly and notes the milliseconds.
timed() {
    local name=$1 begin
    shift
    begin=$(date +%s%N)
    "$@" >/dev/null 2>"$stage/last" || { cat "$stage/last" >&2; exit 1; }
    printf '%s\t%s\n' "$name" "$((($(date +%s%N) - begin) / 1000))" >>"$stage/times"
}

versions=()
for round in $(seq "$((rounds + 1))"); do versions+=("2.$round"); done
PIGEON_IMAGES="${versions[*]}" scripts/stage.sh up "$stage" "$bin"
for _ in $(seq 100); do
    pigeon --out json key list 2>/dev/null | grep -q app1 && break
    sleep 0.1
done
pigeon key accept app1 --yes >/dev/null
for _ in $(seq 100); do
    pigeon --out quiet app1 test.ping >/dev/null 2>&1 && break
    sleep 0.1
done
pigeon --out quiet app1 state.apply >/dev/null
pigeon stack release app --version "${versions[0]}" >/dev/null 2>&1
pigeon stack activate app --version "${versions[0]}" >/dev/null 2>&1

for version in "${versions[@]:1}"; do
    timed "release" pigeon stack release app --version "$version"
    timed "release again (no change)" pigeon stack release app --version "$version"
    timed "activate" pigeon stack activate app --version "$version"
    timed "activate again (no change)" pigeon stack activate app --version "$version"
    timed "rollback" pigeon stack rollback app
    timed "rollback" pigeon stack rollback app
    timed "state.apply (no change)" pigeon --out quiet app1 state.apply
    timed "test.ping" pigeon --out quiet app1 test.ping
done

printf '\n%-28s %10s %10s %6s   (whole processes, the CLI included)\n' step median worst runs
sort -t"$(printf '\t')" -k1,1 -k2,2n "$stage/times" | awk -F'\t' '
    function show() { printf "%-28s %7.0f ms %7.0f ms %6d\n", name, t[int((n + 1) / 2)] / 1000, t[n] / 1000, n }
    $1 != name { if (n) show(); name = $1; n = 0 }
    { t[++n] = $2 }
    END { show() }'
for program in master minion; do
    pid=$(cat "$stage/$program.pid")
    printf 'pigeon-%s: %s MB resident, of which private %s MB\n' "$program" \
        "$(awk '/^VmRSS/ {printf "%.1f", $2 / 1024}' "/proc/$pid/status")" \
        "$(awk '/^Private/ {sum += $2} END {printf "%.1f", sum / 1024}' "/proc/$pid/smaps_rollup")"
done

printf '\nStates, beside Salt:\n'
scripts/bench_states.py "$bin/pigeon" "$rounds" || missed=1

printf '\nOne minion, beside Salt:\n'
scripts/bench_ping.py "$bin" "$rounds" || missed=1

printf '\nFleets of simulated minions, the slowest of three pings, the CLI included:\n'
read -r -a fleets <<<"${PIGEON_FLEET:-1000}"
scripts/bench_fleet.sh "$bin" "${fleets[@]}"

printf '\nTemplates, beside CPython'"'"'s Jinja2:\n'
scripts/bench_jinja.sh "$bin"
[ "${missed:-0}" -eq 0 ]
