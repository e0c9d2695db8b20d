#!/usr/bin/env bash
# The whole lifecycle on this machine, under load: demo.sh BIN, where BIN holds the programs.
# Ends with a table, and non-zero when a step or a request failed.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(cd "${1:-.build/release}" && pwd)
stage=$(mktemp -d /tmp/pigeon-demo.XXXXXX)
load=

finish() {
    local code=$?
    [ -z "$load" ] || kill "$load" 2>/dev/null || true
    scripts/stage.sh down "$stage" || true
    if [ "$code" -eq 0 ]; then rm -rf "$stage"; else echo "what happened is in $stage" >&2; fi
    exit "$code"
}
trap finish EXIT

now() { date +%s%3N; }

operator() {
    printf '\n\033[1m$ pigeon %s\033[0m\n' "$*"
    "$bin/pigeon" -c "$stage/etc" "$@"
}

# Runs one step of the lifecycle and notes when it began and ended.
step() {
    local name=$1 begin
    shift
    begin=$(now)
    operator "$@"
    printf '%s\t%s\t%s\n' "$name" "$begin" "$(now)" >>"$stage/steps"
}

echo "The stage: a Docker engine, three images, a master and a minion, all below $stage"
scripts/stage.sh up "$stage" "$bin"
# shellcheck source=/dev/null
. "$stage/stage.env"

for _ in $(seq 100); do
    "$bin/pigeon" -c "$stage/etc" --out json key list 2>/dev/null | grep -q app1 && break
    sleep 0.1
done
operator key list
operator key accept app1 --yes
for _ in $(seq 100); do
    "$bin/pigeon" -c "$stage/etc" --out quiet app1 test.ping >/dev/null 2>&1 && break
    sleep 0.1
done
operator app1 test.ping
operator app1 state.apply --state-output terse

operator stack release app --version 1.13
operator stack activate app --version 1.13

"$bin/pigeon-load" --url "http://127.0.0.1:$HTTP_PORT/cgi-bin/post" --duration 300 --keep-alive 8 --new 4 --post-share 0.4 \
    --rate 150 --events "$stage/events" --report "$stage/load" >/dev/null &
load=$!
sleep 2

step "release 1.14" stack release app --version 1.14
sleep 1
step "activate 1.14" stack activate app --version 1.14
sleep 1
step "release 1.15" stack release app --version 1.15
sleep 1
step "activate 1.15" stack activate app --version 1.15
sleep 1
step "rollback" stack rollback app
sleep 1
step "deactivate 1.15" stack deactivate app --version 1.15
sleep 1
kill -TERM "$load"
wait "$load" || true
load=

operator stack status app
operator stack history app
scripts/table.py "$stage/steps" "$stage/events"
