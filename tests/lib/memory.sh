# shellcheck shell=bash
# The tests' temporary files in memory: making a cluster's two thousand files, and removing them, costs a disk more than most
# tests cost. Tests kill processes and not machines: what a killed process wrote is there either way.

MEMORY_MB=6000 # what a run may come to need, with room to spare
MEMORY=''

# Sets TMPDIR, where the machine has room and lets programs be started from there.
memory_begin() {
    local room
    room=$(df -Pm /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
    [ "${room:-0}" -ge "$MEMORY_MB" ] || return 0
    room=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
    [ "${room:-0}" -ge $((2 * MEMORY_MB)) ] || return 0
    MEMORY=$(mktemp -d /dev/shm/leadx.XXXXXX) || return 0
    cp /bin/true "$MEMORY/true" && "$MEMORY/true" && chmod 1777 "$MEMORY" && export TMPDIR=$MEMORY || memory_end
}

memory_end() {
    [ -z "$MEMORY" ] || rm -rf "$MEMORY"
    MEMORY=''
}
