#!/bin/bash
# A small market through the benchmark of the order book: every answer must be the scan's.
#
# book_small.sh MARKET BOOK (the two programs). Part of the unit tests; no time is looked at.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1" orders 4000 >"$dir/orders.jsonl"
"$1" leads 500 >"$dir/leads.jsonl"
for k in 1 4 16; do
    "$2" "$dir/orders.jsonl" "$dir/leads.jsonl" --k "$k"
done
