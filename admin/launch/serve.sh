# shellcheck shell=bash
# The server's process: its start, readiness and end. Uses DIR, DATA, ACCOUNT, SOCKETS, ADDRESS, PORT.

READY_SECONDS=60
DRAIN_SECONDS=15

# A copy: the account may not be able to reach the build, and a build must not change what runs.
server_install() {
    console_install
    cmp -s "$BUILD/leadxd" "$DATA/bin/leadxd" && return 0
    install -m 755 "$BUILD/leadxd" "$DATA/bin/leadxd.new" && mv "$DATA/bin/leadxd.new" "$DATA/bin/leadxd" ||
        die "Could not copy the server to $DATA/bin." "Is the disk full?"
}

# Its page names every other file by content: as long as it is the same, so are they.
console_install() {
    local built=$BUILD/console/dist
    [ -e "$built/index.html" ] || return 0
    cmp -s "$built/index.html" "$DATA/console/index.html" && return 0
    rm -rf "$DATA/console.new"
    cp -r "$built" "$DATA/console.new" && chmod -R a+rX "$DATA/console.new" && rm -rf "$DATA/console" &&
        mv "$DATA/console.new" "$DATA/console" ||
        die "Could not copy the console to $DATA/console." "Is the disk full?"
}

server_run() { # FLAG...: one that ends by itself
    local settings
    mapfile -t settings < <(settings_environment)
    as_account env "${settings[@]}" "$DATA/bin/leadxd" --config "$DATA/leadxd.conf" "$@" </dev/null
}

# Before the database is made or touched, so that nobody looks there for what a setting did.
server_check() {
    local output
    output=$(server_run --check 2>&1) && return 0
    printf '%s\n' "$output" >&2
    die "A setting is not right; nothing was started." \
        "Correct it in $(settings_local), or in the environment (LEADX_NAME)."
}

server_migrate() {
    local output
    output=$(server_run --migrate 2>&1) && return 0
    tail -n 15 <<<"$output" >&2
    die "The database could not be brought to this version; the step that failed changed nothing."
}

# The first time the server names the administrator's key, and never again.
server_bootstrap() {
    local file=$DATA/secrets/admin.key output key
    output=$(server_run --bootstrap) || die "The first administrator could not be made."
    key=$(sed -n 's/^admin_key=//p' <<<"$output")
    if [ -n "$key" ]; then
        as_account sh -c 'umask 077 && cat >"$1.new" && mv "$1.new" "$1"' sh "$file" <<<"$key" ||
            die "Could not write $file." "Is the disk full?"
    fi
    ADMIN_KEY=$(as_account cat "$file" 2>/dev/null) && [ -n "$ADMIN_KEY" ] ||
        die "$file is missing, and the key is shown only once." \
            "Bring it back from a backup, or start anew in another directory: --dir DIR"
}

# The demo's past, written once into an empty exchange. One that was cut off is thrown away whole: no
# server ever ran on it. What it prints when it ends is how much it was.
server_history() {
    local said status
    if cluster_has "$SOCKETS" "select from test_clock where stands_at is not null"; then
        step "The demo's past was not written to its end; starting anew"
        cluster_forget "$SOCKETS"
        cluster_database "$SOCKETS"
        server_migrate
        server_bootstrap
    fi
    cluster_has "$SOCKETS" "select from orgs where not operates" && return 0
    step "Writing the demo market's past, ${DEMO_DAYS%%:*} days"
    # thirty lines that a day was closed are news to nobody; what goes wrong is told
    said=$(server_run --history "$DEMO_DAYS" 2> >(grep -v ' level=info ' >&2))
    status=$?
    [ $status -ne 3 ] || return 0
    [ $status -eq 0 ] || die "The demo market's past could not be written." \
        "The lines above say why. Without it: ./leadx up --demo small"
    step "$said"
}

server_pid() { cat "$DATA/leadxd.pid" 2>/dev/null; }
server_alive() { process_is "$(server_pid)" --config "$DATA/leadxd.conf"; }

# In a session of its own, so that a terminal's Ctrl-C reaches only this script, which then drains it.
# The pid is written by this script's user, the log by the account: neither trusts the other's files.
server_start() {
    local settings id=()
    mapfile -t settings < <(settings_environment)
    ! is_root || id=(setpriv --reuid "$ACCOUNT" --regid "$(id -g "$ACCOUNT")" --init-groups)
    rm -f "$DATA/stopped"
    (
        cd / || exit 1
        ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
        setsid -f sh -c 'echo $$ >"$0.new" && mv "$0.new" "$0" && exec "$@"' "$DATA/leadxd.pid" \
            "${id[@]}" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 TZ=UTC HOME="$DATA" "${settings[@]}" \
            sh -c 'log=$1; shift; exec "$@" >>"$log" 2>&1' sh "$DATA/log/leadxd.log" \
            "$DATA/bin/leadxd" --config "$DATA/leadxd.conf" ${TEST_CLOCK:+--test-clock} \
            </dev/null >/dev/null 2>&1 9>&-
    )
    wait_until 5 server_alive || server_failed "The server did not start."
    server_wait_ready
}

server_wait_ready() {
    local waiter
    timeout "$READY_SECONDS" "$BUILD/leadx" ready --url "$URL" --ca "$CA" >/dev/null 2>&1 9>&- &
    waiter=$!
    while kill -0 "$waiter" 2>/dev/null; do
        server_alive || {
            kill "$waiter" 2>/dev/null
            server_failed "The server ended while it started."
        }
        sleep 0.05
    done
    wait "$waiter" || server_failed "The server did not become ready within $READY_SECONDS seconds."
}

server_failed() {
    server_log >&2
    die "$1" "Its log is $DIR/log/leadxd.log."
}

server_gone() { ! server_alive; }
server_log() { as_account tail -n 15 "$DATA/log/leadxd.log" 2>/dev/null; }

server_stop() {
    local pid
    if server_alive; then
        pid=$(server_pid)
        kill -TERM "$pid" 2>/dev/null
        wait_until "$DRAIN_SECONDS" server_gone || {
            warn "The server did not end within $DRAIN_SECONDS seconds; killing it."
            kill -KILL "$pid" 2>/dev/null
            wait_until 5 server_gone
        }
    fi
    rm -f "$DATA/leadxd.pid"
}

port_busy() { (exec 3<>"/dev/tcp/$(settings_host)/$1") 2>/dev/null; }
