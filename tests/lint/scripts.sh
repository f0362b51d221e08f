#!/bin/bash
# Every shell script passes shellcheck, and every Python file at least parses.
set -euo pipefail

find leadx .ci tests admin docker -type f \( -name '*.sh' -o -name leadx -o -path '.ci/*' \) -print0 |
    xargs -0 shellcheck -x --severity=style
find tests admin docker -type f -name '*.py' -print0 |
    xargs -0 /usr/bin/python3 -c '
import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path)'
