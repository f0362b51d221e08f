# shellcheck shell=bash
# ./leadx up and ./leadx down.

up_usage() {
    cat <<'EOF'
usage: ./leadx up [--port N] [--dir DIR] [--demo full|small|no] [--demo-days N] [--background]

  --port N       serve https://localhost:N (8443, or what DIR used before)
  --dir DIR      where everything is kept (var)
  --demo WHAT    full: a market with thirty days behind it, made at the first start (what you
                 get); small: one that begins today; no: only the administrator's key,
                 also at later starts that do not say otherwise
  --demo-days N  so many days instead of thirty, 100 at most; N:SEED for other ones
  --no-demo      as --demo no
  --background   return when it is ready; end it with ./leadx down
EOF
}

up_options() {
    DEMO='' DEMO_DAYS=30 BACKGROUND='' TEST_CLOCK='' PORT=''
    while [ $# -gt 0 ]; do
        case $1 in
        --port=*) PORT=${1#*=} ;;
        --port) PORT=${2:-none} && shift ;;
        --demo=*) DEMO=${1#*=} ;;
        --demo) DEMO=${2:-none} && shift ;;
        --demo-days=*) DEMO_DAYS=${1#*=} ;;
        --demo-days) DEMO_DAYS=${2:-none} && shift ;;
        --no-demo) DEMO=no ;;
        --background) BACKGROUND=1 ;;
        --test-clock) TEST_CLOCK=1 ;;
        -h | --help) up_usage && exit 0 ;;
        *)
            warn "up has no option '$1'."
            up_usage >&2
            exit 2
            ;;
        esac
        shift
    done
    [ -z "$PORT" ] || settings_port_fits || die "--port takes a number from 1 to 65535."
    [[ $DEMO =~ ^(full|small|no|)$ ]] || die "--demo takes full, small or no."
    [[ $DEMO_DAYS =~ ^([1-9][0-9]?|100)(:[0-9]{1,18})?$ ]] ||
        die "--demo-days takes 1 to 100 days, and a seed: 90 or 90:7."
}

# An exchange that began without a demo market does not get one by a start that forgot to say so.
up_demo_default() {
    [ -z "$DEMO" ] || return 0
    DEMO=full
    [ ! -e "$DIR/demo.json" ] || grep -q '"seller"' "$DIR/demo.json" || DEMO=no
}

# One start or stop at a time in DIR; released when this shell ends or unlock is called.
lock() {
    exec 9>"$DIR/.lock" || die "Cannot write to $DIR."
    flock -w 600 9 || die "Another ./leadx up or down is busy in $DIR."
}
unlock() { exec 9>&-; }

up_main() {
    up_options "$@"
    mkdir -p "$DIR" 2>/dev/null && [ -w "$DIR" ] ||
        die "Cannot write to $DIR." "Choose another place: ./leadx up --dir DIR"
    DIR=$(realpath "$DIR")
    packages_need "${PRODUCT_PACKAGES[@]}"
    lock
    account_choose "$DIR"
    up_already && return 0
    secrets_check
    settings_refuse_ours
    up_check_room
    up_demo_default
    say "Starting leadx in $DIR"
    build_release
    up_start
    up_remember
    up_finish
}

# Sets ADDRESS, PORT, URL and CA.
up_address() {
    settings_address "$PORT"
    URL=$(settings_url)
    CA=$DIR/tls/ca.pem
}

up_already() {
    server_alive && cluster_alive "$DATA/pg" || return 1
    up_remember
    say "Already running$(up_already_where) (./leadx down ends it)."
    say "To upgrade, or to take other settings: ./leadx down, then ./leadx up."
}

# What it was started with, which may not be what the settings say now.
up_already_where() {
    sed -n 's/^ *"url": "\(.*\)",*$/ at \1/p' "$DIR/demo.json" 2>/dev/null | head -n 1
}

# What a start in a directory of its own has to say again.
up_dir_said() { [ "$DIR" = "$ROOT/var" ] || printf ' --dir %s' "$DIR"; }

up_check_room() {
    local free need=2000
    [ ! -e "$DATA/pg/PG_VERSION" ] || need=200
    mkdir -p "$DATA" 2>/dev/null || true
    free=$(df -Pm "$DATA" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$need" ] || die "Only $free MB are free in $DATA; $need MB are needed."
    up_address
    server_alive || ! port_busy "$PORT" ||
        die "Port $PORT is in use." "Choose another one: ./leadx up$(up_dir_said) --port $((PORT < 65535 ? PORT + 1 : 8443))"
}

up_start() {
    cluster_alive "$DATA/pg" && CLUSTER_RAN=1 || CLUSTER_RAN=''
    trap 'up_abort' INT TERM HUP
    trap 'up_failed' EXIT
    account_prepare "$DIR"
    secrets_make
    tls_make
    server_stop
    settings_write
    server_install
    server_check
    local new=''
    [ -e "$DATA/pg/PG_VERSION" ] || { new=1 && step "Making a private PostgreSQL cluster"; }
    cluster_create "$DATA/pg"
    cluster_configure "$DATA/pg" "$SOCKETS"
    cluster_start "$DATA/pg" "$SOCKETS"
    cluster_database "$SOCKETS"
    [ -z "$new" ] || cluster_fill_wal "$DATA/pg" "$SOCKETS"
    server_migrate
    server_bootstrap
    [ "$DEMO" != full ] || server_history
    server_start
    step "Ready at $URL"
    up_demo
    trap - EXIT
}

# Whoever gave up has said why; what this run started does not outlive it.
up_failed() {
    server_stop
    [ -n "$CLUSTER_RAN" ] || cluster_stop "$DATA/pg"
    down_sockets
}

up_abort() {
    trap '' INT TERM HUP
    trap - EXIT
    say
    say "Interrupted; stopping."
    down_all
    exit 130
}

# demo.json: the addresses and keys that the tool, the benchmarks and a person's first curl need.
up_demo() {
    if [ "$DEMO" = no ]; then
        up_write_json
        return
    fi
    step "Filling the demo market"
    LEADX_URL=$URL LEADX_CA=$CA LEADX_ADMIN_KEY=$ADMIN_KEY \
        LEADX_DATABASE=$(cluster_conninfo "$SOCKETS" leadx_owner) \
        "$BUILD/leadx" demo --out "$DIR/demo.json" </dev/null 9>&- ||
        die "The demo market could not be made." "Without it: ./leadx up --no-demo"
}

up_write_json() {
    (umask 077 && /usr/bin/python3 -c '
import json, sys
url, ca, key, database = sys.argv[1:]
print(json.dumps({"url": url, "ca": ca, "admin": {"key": key}, "database": database}, indent=2))' \
        "$URL" "$CA" "$ADMIN_KEY" "$(cluster_conninfo "$SOCKETS" leadx_owner)" >"$DIR/demo.json.new") &&
        mv "$DIR/demo.json.new" "$DIR/demo.json" || die "Could not write $DIR/demo.json."
}

# The tool and down look here when no --dir is given. A test's copy is nobody's default.
up_remember() {
    [ -z "$TEST_CLOCK" ] || return 0
    (mkdir -p "$ROOT/build" && printf '%s\n' "$DIR" >"$ROOT/build/last-dir") 2>/dev/null ||
        true
}

up_finish() {
    say
    say "  API   $URL"
    say "  docs  $URL/docs"
    say "  CA    $CA"
    say "  keys  $DIR/demo.json"
    say
    up_links
    say
    if ! grep -q '"seller"' "$DIR/demo.json"; then
        say "  What comes next: admin/guide/operator.md, Begin"
        say
    fi
    if [ -n "$BACKGROUND" ]; then
        say "Running in the background. ./leadx down ends it."
        trap - INT TERM HUP
        unlock
        return 0
    fi
    unlock
    up_wait
}

# Each works once and is kept nowhere; leadx user link makes another. Ten of one person's may wait: then its old ones do.
up_links() {
    say "  Sign in, once a link:"
    LEADX_URL=$URL LEADX_CA=$CA LEADX_ADMIN_KEY=$ADMIN_KEY \
        "$BUILD/leadx" user demo --demo "$DIR/demo.json" </dev/null 9>&- ||
        warn "No links could be made; leadx user link EMAIL makes one."
}

# Waits for Ctrl-C, for ./leadx down in another terminal, or for the server's unforeseen end.
up_wait() {
    local watcher
    tail --pid="$(server_pid)" -f /dev/null &
    watcher=$!
    # Killing the watcher ends the wait also when the signal came just before it.
    trap 'UP_SIGNAL=1; kill "$watcher" 2>/dev/null' INT TERM HUP
    say "Ctrl-C ends it."
    wait "$watcher"
    trap '' INT TERM HUP
    kill "$watcher" 2>/dev/null
    lock
    if [ -n "${UP_SIGNAL:-}" ]; then
        say
        down_all
        say "Stopped."
    elif [ -e "$DATA/stopped" ]; then
        say "Stopped by ./leadx down."
    else
        server_log >&2
        down_all
        die "The server ended by itself." "Its log is $DIR/log/leadxd.log; ./leadx up starts it again."
    fi
}

# Under the lock. The server drains first: what it accepted is answered while the database still works.
down_all() {
    if server_alive; then
        step "Draining the server"
        touch "$DATA/stopped"
        server_stop
    fi
    if cluster_alive "$DATA/pg"; then
        step "Stopping PostgreSQL"
        cluster_stop "$DATA/pg"
    fi
    down_sockets
}

down_sockets() {
    as_account rm -f "$SOCKETS/metrics.sock"
    rmdir "$SOCKETS" 2>/dev/null || true
}

down_main() {
    [ $# -eq 0 ] || die "usage: ./leadx down [--dir DIR]"
    if [ ! -d "$DIR/pg" ]; then
        say "Nothing was ever started in $DIR."
        return 0
    fi
    lock
    account_choose "$DIR"
    if ! server_alive && ! cluster_alive "$DATA/pg"; then
        say "Nothing is running in $DIR."
        return 0
    fi
    down_all
    say "Stopped ($DIR)."
}
