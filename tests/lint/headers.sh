#!/bin/bash
# Every header of ours compiles alone, and twice, without a warning.
set -euo pipefail

flags=$(pkg-config --cflags libevent_core libpq libcurl jansson libssl)
export flags

check_header() {
    # shellcheck disable=SC2086  # flags is a list
    printf '#include "%s"\n#include "%s"\n' "${1#include/}" "${1#include/}" |
        gcc -std=gnu17 -D_GNU_SOURCE= -Wall -Wextra -Werror -Wstrict-prototypes -Iinclude \
            $flags -isystem /usr/share/include/llhttp -fsyntax-only -x c - ||
        { echo "$1: does not compile alone"; return 1; }
}
export -f check_header

find include -name '*.h' -print0 |
    xargs -0 -r -n 1 -P "$(nproc)" bash -c 'check_header "$1" || exit 1' check
