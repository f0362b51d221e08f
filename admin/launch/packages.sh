# shellcheck shell=bash
# Debian packages: installs what is missing and nothing else. A start with everything in place costs
# one dpkg-query.

PG_MAJOR=15
PG_BIN=/usr/lib/postgresql/$PG_MAJOR/bin

PRODUCT_PACKAGES=(
    build-essential cmake ninja-build pkg-config libevent-dev libpq-dev libssl-dev libjansson-dev
    libcurl4-openssl-dev libc-ares-dev libcsv-dev node-llhttp libsodium-dev libphonenumber-dev libidn2-dev
    "postgresql-$PG_MAJOR" "postgresql-client-$PG_MAJOR" openssl python3 python3-yaml
    ca-certificates
)
TEST_PACKAGES=(
    libcmocka-dev "postgresql-$PG_MAJOR-pgtap" libtap-parser-sourcehandler-pgtap-perl
    python3-pytest python3-hypothesis python3-psycopg2 python3-jsonschema python3-requests
    clang clang-format libclang-rt-14-dev shellcheck curl jq git
    chromium fonts-dejavu-core
)
# Who has a Node of their own from elsewhere has npm with it, and Debian's would not go beside it.
command -v npm >/dev/null || PRODUCT_PACKAGES+=(npm)
# So that a busy apt is waited for and nothing is asked.
APT=(apt-get -y -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0
     -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)

packages_missing() {
    local name
    local -A have=()
    while read -r name; do
        have[$name]=1
    done < <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
             sed -n 's/ installed$//p')
    for name in "$@"; do
        [ -n "${have[$name]:-}" ] || printf '%s\n' "$name"
    done
}

# as_root COMMAND...: root's own, or by sudo. Asks for a password only at a terminal.
as_root() {
    if is_root; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

apt_run() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 UCF_FORCE_CONFFOLD=1 \
        LC_ALL=C.UTF-8 "${APT[@]}" "$@"
}

# The lock of the lists is not covered by DPkg::Lock::Timeout.
apt_update() {
    wait_until 300 apt_update_once
}
apt_update_once() {
    local output
    output=$(apt_run update 2>&1) && return 0
    if grep -q 'Could not get lock' <<<"$output"; then
        return 1
    fi
    printf '%s\n' "$output" >&2
    die "apt-get update failed." "Check the network and /etc/apt/sources.list, then start again."
}

# PostgreSQL's package would otherwise make and start a cluster nobody asked for.
packages_forbid_cluster() {
    local file=/etc/postgresql-common/createcluster.conf
    dpkg-query -W -f='${db:Status-Status}' "postgresql-$PG_MAJOR" 2>/dev/null |
        grep -qx installed && return 0
    [ -e "$file" ] && grep -q '^ *create_main_cluster' "$file" && return 0
    as_root mkdir -p "${file%/*}"
    echo 'create_main_cluster = false' | as_root tee -a "$file" >/dev/null
}

# packages_need NAME...: returns when all are installed.
packages_need() {
    local missing log
    command -v dpkg-query >/dev/null ||
        die "This is not Debian: leadx is built and run on Debian 12." "docker/README.md says how to run its image."
    mapfile -t missing < <(packages_missing "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! is_root && ! command -v sudo >/dev/null; then
        die "${#missing[@]} Debian packages are missing and this is not root. As root, run:" \
            "apt-get install --no-install-recommends ${missing[*]}"
    fi
    step "Installing ${#missing[@]} Debian packages: ${missing[*]:0:6}$([ ${#missing[@]} -gt 6 ] && echo ' …')"
    packages_forbid_cluster
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || apt_update
    log=$(mktemp)
    if ! apt_run --no-install-recommends install "${missing[@]}" >"$log" 2>&1; then
        # Lists that are too old name files that are gone.
        apt_update
        apt_run --no-install-recommends install "${missing[@]}" >"$log" 2>&1 ||
            packages_failed "$log" "${missing[@]}"
    fi
    rm -f "$log"
}

packages_failed() {
    local log=$1 output
    shift
    output=$(tail -n 20 "$log")
    rm -f "$log"
    printf '%s\n' "$output" >&2
    case $output in
    *'Could not get lock'*)
        die "Another apt has been busy for five minutes." "Start again when it is done." ;;
    *'No space left'*)
        die "The disk is full." "Free about 2 GB and start again." ;;
    *'a password is required'*)
        die "sudo asks for a password and there is no terminal. As root, run:" \
            "apt-get install --no-install-recommends $*" ;;
    esac
    die "apt-get could not install: $*" \
        "Look at the lines above; after a repair (apt-get -f install) start again."
}
