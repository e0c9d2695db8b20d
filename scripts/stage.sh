#!/usr/bin/env bash
# A stage for the demo and the end-to-end tests: a Docker engine, images, a master and a minion on private ports, all below one directory.
#
#   stage.sh up DIR BIN      start everything; BIN holds the programs; settings are left in DIR/stage.env
#   stage.sh image DIR V     make the demo application's image with tag V
#   stage.sh minion DIR BIN  start the minion (again)
#   stage.sh master DIR BIN  start the master (again)
#   stage.sh down DIR        end everything that `up` started
#
# The host's engine is used when it answers, unless PIGEON_PRIVATE_DOCKER is set; otherwise a private one is started.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
command=${1:?usage: stage.sh up|image|minion|master|down DIR ...}
stage=${2:?which directory?}

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "error: $1"
    exit 1
}

# A port of the loopback interface that nobody listens on, below those that Linux gives to clients (32768 and up): there a
# connection that ended a moment ago may still hold it.
free_port() {
    local port
    while :; do
        port=$((10000 + RANDOM % 22000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# Waits until a command succeeds: await SECONDS WHAT LOG COMMAND...
await() {
    local deadline=$((SECONDS + $1)) what=$2 log=$3
    shift 3
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || fail "$what is not ready; the end of $log: $(tail -n 2 "$log")"
        sleep 0.1
    done
}

engine() { docker -H "$DOCKER_URL" "$@"; }

start_engine() {
    if [ -z "${PIGEON_PRIVATE_DOCKER:-}" ] && docker -H unix:///var/run/docker.sock version >/dev/null 2>&1; then
        echo "DOCKER_URL=unix:///var/run/docker.sock" >>"$stage/stage.env"
        return
    fi
    [ "$(id -u)" -eq 0 ] || fail "no Docker engine answers and starting a private one needs root"
    mkdir -p "$stage/docker"
    DOCKER_URL=unix://$stage/docker/docker.sock
    dockerd --data-root "$stage/docker/data" --exec-root "$stage/docker/exec" -p "$stage/docker/pid" -H "$DOCKER_URL" \
        >"$stage/docker/log" 2>&1 &
    echo $! >"$stage/dockerd.pid"
    await 60 "the private Docker engine" "$stage/docker/log" engine version
    echo "DOCKER_URL=$DOCKER_URL" >>"$stage/stage.env"
}

# The demo application: busybox's web server. It says its version, answers a health check, takes POSTs, and ends on SIGTERM.
make_image() {
    local version=$1 root=$stage/image-$1
    rm -rf "$root"
    mkdir -p "$root"/{bin,www/cgi-bin,tmp,etc}
    cp /bin/busybox "$root/bin/busybox"
    for applet in sh httpd cat echo sleep kill grep; do ln -sf busybox "$root/bin/$applet"; done
    cat >"$root/bin/serve" <<'SERVE'
#!/bin/sh
# serve VERSION: `fail` never becomes healthy, `die` ends at once.
case "$1" in
die*) echo "cannot open the database" >&2; exit 3 ;;
esac
echo "app $1" >/www/index.html
case "$1" in
sick*) ;;
*) echo ok >/www/healthcheck ;;
esac
httpd -f -p 8080 -h /www &
server=$!
trap 'kill $server; exit 0' TERM
wait $server
SERVE
    printf '#!/bin/sh\ncat >/dev/null\nprintf "Content-Type: text/plain\\r\\n\\r\\n"\ncat /www/index.html\n' >"$root/www/cgi-bin/post"
    chmod 0755 "$root/bin/serve" "$root/www/cgi-bin/post"
    tar -C "$root" -c . | engine import --change "CMD [\"/bin/serve\",\"$version\"]" - "pigeon-demo:$version" >/dev/null
    rm -rf "$root"
}

write_configuration() {
    mkdir -p "$stage"/etc "$stage"/master "$stage"/minion "$stage"/haproxy "$stage"/mockup
    cat >"$stage/etc/master" <<EOF
id: stage
root_dir: $stage/master
interface: 127.0.0.1
minion_port: $MINION_PORT
rest_cherrypy:
  port: $REST_PORT
  host: 127.0.0.1
file_roots:
  base: [${PIGEON_STATES:-$here/states}, $here/orch]
pillar_roots:
  base: [${PIGEON_PILLAR:-$here/pillar}]
mockup_directory: $stage/mockup
sharedsecret: stage-secret
external_auth:
  sharedsecret:
    ci: ['.*', '@runner', '@wheel', '@jobs']
  file:
    ^filename: $stage/users
    deploy:
      - '*': ['test.*']
log_level: info
EOF
    echo "deploy:stage-password" >"$stage/users"
    cat >"$stage/etc/minion" <<EOF
id: app1
root_dir: $stage/minion
master: https://127.0.0.1:$MINION_PORT
docker:
  url: $DOCKER_URL
haproxy:
  directory: $stage/haproxy
  service: none
grains:
  http_port: $HTTP_PORT
  http_address: 127.0.0.1
  mockup_directory: $stage/mockup
log_level: info
EOF
}

# One that was killed a moment ago has its lock until the kernel has taken it apart.
start() {
    local program=$1 bin=$2 former
    former=$(cat "$stage/$program.pid" 2>/dev/null || true)
    for _ in $(seq 100); do
        if [ -z "$former" ] || ! readlink "/proc/$former/exe" >/dev/null; then break; fi
        sleep 0.1
    done
    "$bin/pigeon-$program" -c "$stage/etc" >>"$stage/$program.log" 2>&1 &
    echo $! >"$stage/$program.pid"
}

stop() {
    local file=$stage/$1.pid pid
    [ -e "$file" ] || return 0
    pid=$(cat "$file")
    kill "$pid" 2>/dev/null || { rm -f "$file"; return 0; }
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$file"
}

up() {
    local bin=$1
    mkdir -p "$stage"
    stage=$(cd "$stage" && pwd)
    : >"$stage/stage.env"
    start_engine
    MINION_PORT=$(free_port) REST_PORT=$(free_port) HTTP_PORT=$(free_port)
    printf '%s\n' "MINION_PORT=$MINION_PORT" "REST_PORT=$REST_PORT" "HTTP_PORT=$HTTP_PORT" >>"$stage/stage.env"
    # shellcheck source=/dev/null
    . "$stage/stage.env"
    write_configuration
    for version in ${PIGEON_IMAGES:-1.13 1.14 1.15}; do make_image "$version"; done
    start master "$bin"
    await 60 "the master" "$stage/master.log" "$bin/pigeon" -c "$stage/etc" key list
    start minion "$bin"
}

down() {
    if [ -e "$stage/stage.env" ]; then
        # shellcheck source=/dev/null
        . "$stage/stage.env"
        stop minion
        stop master
        [ ! -e "$stage/haproxy/haproxy.pid" ] || cp "$stage/haproxy/haproxy.pid" "$stage/haproxy.pid"
        stop haproxy
        if [ -n "${DOCKER_URL:-}" ]; then
            # On a host's own engine there may be another application of this name: only what runs the demo's images goes.
            engine ps -a --filter label=pigeon.app=app --format '{{.ID}} {{.Image}}' |
                awk '$2 ~ /^pigeon-demo:/ { print $1 }' | xargs -r docker -H "$DOCKER_URL" rm -f >/dev/null 2>&1 || true
            # The bridges of an engine outlive it: a private one takes its networks with it.
            if [ -e "$stage/dockerd.pid" ]; then
                engine ps -aq | xargs -r docker -H "$DOCKER_URL" rm -f >/dev/null 2>&1 || true
                engine network prune -f >/dev/null 2>&1 || true
            fi
        fi
        stop dockerd
    fi
}

[ ! -e "$stage/stage.env" ] || {
    # shellcheck source=/dev/null
    . "$stage/stage.env"
}
case "$command" in
up) up "${3:?where are the programs?}" ;;
image) make_image "${3:?which version?}" ;;
minion | master) start "$command" "${3:?where are the programs?}" ;;
stop) stop "${3:?what?}" ;;
down) down ;;
*) fail "usage: stage.sh up|image|minion|master|stop|down DIR ..." ;;
esac
