#!/bin/bash
# A throw-away PostgreSQL cluster for tests, made by the same lines as the one of ./leadx up: same
# authentication, same durability, only smaller. In it root and the cluster's user are also the
# superuser, so that tests can make databases.
#
#   eval "$(tests/lib/cluster.sh start)"   sets CLUSTER_DIR, CLUSTER_SOCKETS (host=, port 5432) and
#                                          CLUSTER_SUPERUSER, CLUSTER_OWNER, CLUSTER_SERVER,
#                                          CLUSTER_READER: connection strings to the empty database
#                                          leadx, which leadx_owner owns
#   tests/lib/cluster.sh kill DIR          SIGKILLs all of it, as a power cut would
#   tests/lib/cluster.sh resume DIR        starts it again after that
#   tests/lib/cluster.sh stop DIR          ends it and removes it
set -uo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
for part in say packages account cluster; do
    # shellcheck source=/dev/null
    . "$ROOT/admin/launch/$part.sh"
done
CLUSTER_BUFFERS_MB=128
CLUSTER_KEPT_WAL_MB=80

test_account() {
    ACCOUNT=$(id -un)
    if is_root; then
        ACCOUNT=leadx
        account_create
    fi
}

test_paths() { # DIR
    [[ ${1:-} == */leadx-test.* && -d $1 ]] || die "$1 is no directory of a test cluster."
    DATA=$1
    SOCKETS=$1/s
}

test_start() {
    DATA=$(mktemp -d "${TMPDIR:-/tmp}/leadx-test.XXXXXX") && chmod 755 "$DATA" ||
        die "No temporary directory."
    SOCKETS=$DATA/s
    account_directory "$DATA/log" 750
    account_sockets
    cluster_create "$DATA/pg"
    cluster_configure "$DATA/pg" "$SOCKETS"
    test_rights | as_account tee -a "$DATA/pg/pg_ident.conf" >/dev/null
    as_account sed -i 's/^local leadx /local all   /' "$DATA/pg/pg_hba.conf"
    cluster_start "$DATA/pg" "$SOCKETS"
    cluster_database "$SOCKETS"
    test_print
}

test_rights() { is_root && echo "superuser root postgres"; }

test_print() {
    local role
    printf 'CLUSTER_DIR=%q\nCLUSTER_SOCKETS=%q\n' "$DATA" "$SOCKETS"
    printf 'CLUSTER_SUPERUSER=%q\n' "$(cluster_conninfo "$SOCKETS" postgres)"
    for role in owner server reader; do
        printf 'CLUSTER_%s=%q\n' "${role^^}" "$(cluster_conninfo "$SOCKETS" "leadx_$role")"
    done
}

# The postmaster's children notice its death; a new one would not start before they are gone.
test_kill() {
    local pid
    pid=$(as_account head -n 1 "$DATA/pg/postmaster.pid") && process_is "$pid" -D "$DATA/pg" ||
        die "No cluster runs in $DATA."
    # Each backend is a session leader of its own, but a child of the postmaster.
    kill -STOP "$pid" && pkill -KILL -P "$pid"
    kill -KILL "$pid"
    wait_until 10 test_dead "$pid"
}
test_dead() { ! process_is "$1" -D "$DATA/pg"; }

main() {
    local word=${1:-}
    test_account
    case $word in
    start) test_start ;;
    kill) test_paths "${2:-}" && test_kill ;;
    resume) test_paths "${2:-}" && cluster_start "$DATA/pg" "$SOCKETS" ;;
    stop)
        test_paths "${2:-}"
        cluster_stop "$DATA/pg"
        rm -rf "$DATA"
        ;;
    *) die "usage: cluster.sh start | kill DIR | resume DIR | stop DIR" ;;
    esac
}

main "$@"
