#!/bin/bash
# Runs every lint from the top of the tree and ends with "lint: N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

lints=(includes.py headers.sh sleeps.py format.py places.py pages.py scripts.sh service.sh)
passed=0
failed=0
for lint in "${lints[@]}"; do
    if output=$("tests/lint/$lint" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'lint %s failed:\n%s\n' "$lint" "$output"
    fi
done
echo "lint: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
