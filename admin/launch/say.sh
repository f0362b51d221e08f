# shellcheck shell=bash
# Words to the person at the terminal, and small things every other file here needs.

say() { printf '%s\n' "$*"; }
step() { printf '  %s\n' "$*"; }
warn() { printf 'leadx: %s\n' "$*" >&2; }
die() {
    printf 'leadx: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '       %s\n' "$@" >&2
    exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# The first 8 hex digits of a text's SHA-256: a short stable name for a long path.
short_hash() { printf '%s' "$1" | sha256sum | cut -c1-8; }

# wait_until SECONDS COMMAND...: looks every tenth of a second; false when the time is over.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# process_is PID TEXT...: the process lives (a zombie does not) and its command line holds every text.
# Pids are used again: no file's pid is trusted, or signalled, without this.
process_is() {
    local pid=$1 line text
    shift
    [[ $pid =~ ^[0-9]+$ ]] || return 1
    line=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline") || return 1
    [ -n "$line" ] || return 1
    for text in "$@"; do
        grep -qxF -- "$text" <<<"$line" || return 1
    done
}
