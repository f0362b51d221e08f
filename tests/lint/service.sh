#!/bin/bash
# The service's unit is well formed and hardened: exposure of at most 2.0 by systemd's own reckoning.
set -uo pipefail
unit=docker/leadxd.service
command -v systemd-analyze >/dev/null || {
    echo "systemd-analyze is missing: $unit was not looked at"
    exit 0
}
said=$(systemd-analyze security --offline=true --threshold=20 --no-pager "$unit" 2>&1) || {
    printf '%s\n' "$said" | grep -v '^✓'
    exit 1
}
tail -n 1 <<<"$said"

# verify wants the program it starts: a root of its own with an empty one stands in for the package.
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/usr/bin" "$root/bin" "$root/usr/lib/systemd/system"
install -m 755 /bin/true "$root/usr/bin/leadxd"
install -m 755 /bin/true "$root/bin/kill"
cp "$unit" "$root/usr/lib/systemd/system/"
said=$(systemd-analyze verify --root="$root" --man=no --recursive-errors=no leadxd.service 2>&1) || {
    printf '%s\n' "$said"
    exit 1
}
said=$(grep 'leadxd\.service' <<<"$said")
[ -z "$said" ] || { printf '%s\n' "$said"; exit 1; }
