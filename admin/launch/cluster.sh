# shellcheck shell=bash
# One private PostgreSQL cluster: reached only through a unix socket, peer authentication with a map,
# never trust. Uses ACCOUNT and PG_BIN; every function takes the cluster's directory and its socket
# directory, so that the tests make their throw-away clusters with the same lines.

PG_PORT=5432 # only part of the socket's name

# Made aside and renamed: an interrupted initdb leaves nothing that looks like a cluster.
cluster_create() { # PG
    local output
    [ ! -e "$1/PG_VERSION" ] || return 0
    rm -rf "$1.new"
    account_directory "$1.new" 700
    output=$(as_account "$PG_BIN/initdb" -D "$1.new" -U postgres --auth-local=peer \
        --auth-host=scram-sha-256 --data-checksums --encoding=UTF8 --locale=C.UTF-8 2>&1) &&
        mv -T "$1.new" "$1" && return 0
    tail -n 15 <<<"$output" >&2
    die "PostgreSQL could not make its cluster in $1." "Is the disk full?"
}

# Written at every start, so that a new version's settings reach an old cluster.
cluster_configure() { # PG SOCKETS
    cluster_settings "$1" "$2" | as_account tee "$1/leadx.conf" >/dev/null
    grep -q "^include = 'leadx.conf'" "$1/postgresql.conf" ||
        echo "include = 'leadx.conf'" | as_account tee -a "$1/postgresql.conf" >/dev/null
    cluster_hba | as_account tee "$1/pg_hba.conf" >/dev/null
    cluster_ident | as_account tee "$1/pg_ident.conf" >/dev/null
}

# A quarter of the memory, a gigabyte at most.
cluster_buffers_mb() {
    awk '/^MemTotal:/ { mb = int($2 / 4096); if (mb > 1024) mb = 1024; if (mb < 64) mb = 64; print mb }' /proc/meminfo
}

# How much of the journal may lie between two checkpoints, and how much of it is kept to be written again. After a checkpoint
# the first change of a page costs the whole page, so a disk with room gets rare ones. A sale writes about 6 KB.
cluster_wal_mb() { # PG, most or kept
    local free most=1024 kept=256
    free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
    [ "$free" -lt 10000 ] || { most=2048 && kept=1536; }
    [ "$free" -lt 40000 ] || { most=8192 && kept=2048; }
    case $2 in
    most) echo "$most" ;;
    kept) echo "${CLUSTER_KEPT_WAL_MB:-$kept}" ;;
    esac
}

# Statements and the details of errors quote what people typed: neither goes to the log. A batch of leads whose seller also
# generates for offers holds a lock a print, several hundred, beside those on months and their indexes: hence the locks.
cluster_settings() { # PG SOCKETS
    cat <<EOF
listen_addresses = ''
port = $PG_PORT
unix_socket_directories = '$2'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = ${CLUSTER_BUFFERS_MB:-$(cluster_buffers_mb)}MB
fsync = on
synchronous_commit = on
full_page_writes = on
max_locks_per_transaction = 1024
wal_compression = lz4
max_wal_size = $(cluster_wal_mb "$1" most)MB
min_wal_size = $(cluster_wal_mb "$1" kept)MB
checkpoint_timeout = 15min
autovacuum = on
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
log_statement = 'none'
EOF
}

cluster_hba() {
    cat <<'EOF'
# Written at every start. Who may be whom is in pg_ident.conf.
local all   postgres                               peer map=superuser
local leadx leadx_owner,leadx_server,leadx_reader  peer map=leadx
EOF
}

# The superuser only from the cluster's own user; its roles also from root.
cluster_ident() {
    local user role
    echo "superuser $ACCOUNT postgres"
    for user in $(printf '%s\n' root "$ACCOUNT" | sort -u); do
        for role in leadx_owner leadx_server leadx_reader; do
            echo "leadx $user $role"
        done
    done
}

cluster_alive() { # PG
    local pid
    pid=$(as_account head -n 1 "$1/postmaster.pid" 2>/dev/null) || return 1
    process_is "$pid" -D "$1"
}

# Any process that works in the cluster's directory: a backend may outlive a killed postmaster.
cluster_idle() { # PG
    as_account sh -c 'for p in /proc/[0-9]*; do
        [ "$(readlink "$p/cwd" 2>/dev/null)" != "$1" ] || exit 1; done' sh "$1"
}

# After a kill or a power cut the pid of the old postmaster may belong to somebody else, or, where
# nobody collects the dead (containers), to its zombie: PostgreSQL would take either for a rival.
cluster_clear() { # PG SOCKETS
    local lock=$2/.s.PGSQL.$PG_PORT.lock
    [ -e "$1/postmaster.pid" ] || [ -e "$lock" ] || return 0
    ! process_is "$(as_account head -n 1 "$lock" 2>/dev/null)" -D "$1" ||
        die "The cluster of a directory that was removed still runs." \
            "It ends by itself within a minute; start again then."
    wait_until 30 cluster_idle "$1" || die "Processes of an old cluster still work in $1."
    as_account rm -f "$1/postmaster.pid" "$lock"
}

# pg_ctl gives the cluster a session of its own: a terminal's Ctrl-C does not reach it. A backend's plans and caches, some 10 MB,
# lie in pages of 2 MB where the kernel gives them to who asks: a lead costs the database 5 % less.
cluster_start() { # PG SOCKETS
    local log=${1%/*}/log/postgresql.log
    cluster_alive "$1" && return 0
    cluster_clear "$1" "$2"
    as_account env GLIBC_TUNABLES=glibc.malloc.hugetlb=1 "$PG_BIN/pg_ctl" start -D "$1" -l "$log" -w -t 120 -s </dev/null >/dev/null 2>&1 9>&- ||
        {
            tail -n 15 "$log" >&2
            die "PostgreSQL did not start; its log is $log." "$(cluster_hint "$log")"
        }
}

cluster_hint() {
    case $(tail -n 30 "$1") in
    *'No space left'*) echo "The disk is full: free some space and start again." ;;
    *'shared memory'* | *'Cannot allocate memory'*) echo "There is not enough memory: 1 GB is needed." ;;
    *) echo "Look at the lines above." ;;
    esac
}

cluster_stop() { # PG
    cluster_alive "$1" || return 0
    as_account "$PG_BIN/pg_ctl" stop -D "$1" -m fast -w -t 60 -s </dev/null >/dev/null 2>&1 ||
        as_account "$PG_BIN/pg_ctl" stop -D "$1" -m immediate -w -t 30 -s </dev/null >/dev/null 2>&1 ||
        warn "PostgreSQL in $1 did not stop."
}

# The superuser's psql, from standard input.
cluster_psql() { # SOCKETS ARGUMENT...
    local sockets=$1
    shift
    as_account "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$sockets" -p "$PG_PORT" -U postgres "$@"
}

# Roles and the empty database; again at every start, for roles.sql may have grown.
cluster_database() { # SOCKETS
    cluster_psql "$1" -d postgres >/dev/null <"$ROOT/schema/roles.sql" ||
        die "The database roles could not be made."
    if [ -z "$(cluster_psql "$1" -d postgres -At <<<"select 1 from pg_database where datname = 'leadx'")" ]; then
        cluster_psql "$1" -d postgres <<<"create database leadx owner leadx_owner" ||
            die "The database could not be made."
    fi
    cluster_psql "$1" -d leadx <<'EOF' || die "The database's rights could not be set."
alter database leadx set search_path = leadx, public;
revoke all on database leadx from public;
grant connect, temporary on database leadx to leadx_server, leadx_reader;
EOF
}

# A new cluster's journal, made before it is needed. Whoever fills a segment of 16 MB makes the next one, zeros and all, while
# every commit waits: 20 ms, three times a second at 8,000 leads a second. Later checkpoints hand the old segments on. In the
# background: it is a matter of seconds, and of speed alone.
cluster_fill_wal() { # PG SOCKETS
    local segments=$(($(cluster_wal_mb "$1" kept) / 16 - 8))
    [ "$segments" -gt 0 ] || return 0
    cluster_psql "$2" -d postgres >/dev/null 2>&1 9>&- <<EOF &
do \$\$ begin
    for i in 1..$segments loop
        perform pg_logical_emit_message(false, 'leadx', 'fill');
        perform pg_switch_wal();
    end loop;
end \$\$;
checkpoint;
EOF
}

# Whether a query finds something.
cluster_has() { # SOCKETS SQL
    [ "$(cluster_psql "$1" -d leadx -At <<<"select exists ($2)")" = t ]
}

cluster_forget() { # SOCKETS
    cluster_psql "$1" -d postgres <<<"drop database leadx with (force)" || die "The database could not be dropped."
}

cluster_conninfo() { # SOCKETS ROLE
    printf 'postgresql://%s@/leadx?host=%s&port=%s' "$2" "$1" "$PG_PORT"
}
