#!/bin/bash
# Every shell script passes shellcheck, and every Python file at least parses.
set -uo pipefail

found() { # FIND-TEST...
    local places=() place
    for place in leadx .ci admin docker schema tests; do
        [ ! -e "$place" ] || places+=("$place")
    done
    find "${places[@]}" -type f "$@" -print0 2>/dev/null | sort -z
}

found \( -name '*.sh' -o -name leadx -o -path './.ci/*' \) | xargs -0 -r shellcheck -x || exit 1
found -name '*.py' | xargs -0 -r /usr/bin/python3 -c '
import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path)'
