#!/bin/bash
# What can be known of docker/ without Docker; ends with "docker: N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/npm.sh
. tests/lib/npm.sh
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

linted() {
    local tools
    tools=$(npm_install tests/docker) && "$tools/node_modules/.bin/dockerfile-utils" lint docker/Dockerfile
}

# What the build needs from Debian is what the start script installs, less the database.
packages() {
    local name missing=0
    # shellcheck source=/dev/null
    . admin/launch/packages.sh
    for name in "${PRODUCT_PACKAGES[@]}"; do
        case $name in postgresql-* | openssl | python3 | ca-certificates) continue ;; esac
        grep -qE "[[:space:]]$name([[:space:]]|\$)" docker/Dockerfile || {
            echo "docker/Dockerfile does not install $name"
            missing=1
        }
    done
    return "$missing"
}

# The files that the image's build gets are enough for it.
context() {
    local from
    mkdir "$place/src" && while read -r -a from; do
        cp -r "${from[@]:1:${#from[@]}-2}" "$place/src/"
    done < <(grep -E '^COPY [A-Z.a-z]' docker/Dockerfile)
    cd "$place/src" && cmake --preset release -B "$place/build" >"$place/log" 2>&1 &&
        ninja -C "$place/build" -n leadxd leadx >>"$place/log" 2>&1 || {
        tail -n 20 "$place/log"
        return 1
    }
}

# prepare.sh makes what is missing, keeps what is there, and its certificate is good.
prepared() {
    local first
    cp -r docker "$place/docker" && rm -rf "$place/docker/private" "$place/docker/.env"
    "$place/docker/prepare.sh" exchange.test >/dev/null || return 1
    first=$(find "$place/docker/private" -type f -exec sha256sum {} + | sort)
    "$place/docker/prepare.sh" exchange.test >/dev/null || return 1
    [ "$first" = "$(find "$place/docker/private" -type f -exec sha256sum {} + | sort)" ] || {
        echo "a second prepare.sh changed what was there"
        return 1
    }
    openssl verify -CAfile "$place/docker/private/etc/tls/ca.pem" -verify_hostname exchange.test \
        "$place/docker/private/etc/tls/server.pem" >/dev/null || return 1
    [ "$(stat -c %a "$place/docker/private")" = 700 ] && grep -qE '^LEADX_USER=[1-9][0-9]*:' "$place/docker/.env"
}

compose() { tests/docker/compose.py; }

passed=0
failed=0
for check in linted packages context prepared compose; do
    if output=$("$check" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'docker %s failed:\n%s\n' "$check" "$output"
    fi
done
echo "docker: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
