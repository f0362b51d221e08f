#!/bin/bash
# Builds and runs the tests: tests/run.sh [all | KIND ...], kinds are lint openapi docker unit sql
# system browser crash fuzz.
#
# all is everything; FUZZ_SECONDS a target, 3 where it is not said, makes fuzz a campaign. The last line is
# "N passed, N failed"; the exit status is 0 only if nothing failed and no kind was empty.
#
# The system tests mostly wait for answers: the other kinds run beside them, each is shown when it ends.
set -uo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$ROOT" || exit 1
for part in admin/launch/{say,packages,build} tests/lib/{npm,lanes,memory}; do
    # shellcheck source=/dev/null
    . "$ROOT/$part.sh"
done

KINDS=(lint openapi docker unit sql system browser crash fuzz)
BUILD_DEBUG=$(dirname "$BUILD")/debug
BUILD_FUZZ=$(dirname "$BUILD")/fuzz
OUT=$(dirname "$BUILD")/test-results
RECORDS=$OUT/records # a line a kind: how many passed, how many failed, what is said of it at the end
TOOLS=$(dirname "$BUILD")/tools

# A word of the caller's shell must not lead a test to somebody's real exchange.
for name in "${!LEADX_@}"; do
    [ "$name" = LEADX_BUILD ] || unset "$name"
done
export LEADX_BUILD=$BUILD LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1
export HYPOTHESIS_STORAGE_DIRECTORY=$OUT/hypothesis
export CLUSTER_KEPT_WAL_MB=80 # a test's cluster does without gigabytes of journal
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

# record KIND PASSED FAILED SKIPPED: an empty kind is a failure, whatever its runner said.
record() {
    local note=''
    if [ "$2" -eq 0 ] && [ "$3" -eq 0 ]; then
        warn "no $1 test ran"
        set -- "$1" 0 1 "$4"
    fi
    [ "$4" -eq 0 ] || note=", $4 skipped"
    printf '%d %d %-16s %5d passed, %d failed%s (%d s)\n' "$2" "$3" "$1" "$2" "$3" "$note" $((SECONDS - BEGAN)) >>"$RECORDS"
}

count() { # KIND RUNNER FILE
    local counts
    read -r -a counts < <(/usr/bin/python3 tests/lib/count.py "$2" "$3")
    record "$1" "${counts[@]}"
}

cluster_begin() {
    local words
    words=$(tests/lib/cluster.sh start) || return 1
    eval "$words"
}

cluster_end() {
    [ -z "${CLUSTER_DIR:-}" ] || tests/lib/cluster.sh stop "$CLUSTER_DIR"
    CLUSTER_DIR=''
}
kind_end() { cluster_end; }

run_end() {
    lanes_stop
    kind_end
    memory_end
}
trap run_end EXIT
trap 'exit 130' INT TERM HUP

# What ends by itself with "KIND: N passed, N failed".
run_script() { # KIND SCRIPT
    local output counts
    output=$("$2" 2>&1 </dev/null)
    printf '%s\n' "$output"
    read -r -a counts < <(sed -n "s/^$1: \([0-9]*\) passed, \([0-9]*\) failed\$/\1 \2/p" <<<"$output")
    record "$1" "${counts[0]:-0}" "${counts[1]:-1}" 0
}

run_lint() { run_script lint tests/lint/all.sh; }
run_openapi() { run_script openapi tests/openapi/run.sh; }
run_docker() { run_script docker tests/docker/run.sh; }

run_unit() {
    cluster_begin || {
        record unit 0 1 0
        return
    }
    run_unit_build release "$BUILD"
    BEGAN=$SECONDS
    run_unit_build debug "$BUILD_DEBUG"
    cluster_end
}

# A compiler takes every processor it gets: the tests beside it go first.
step_back() { renice -n 10 -p "$BASHPID" >/dev/null; }

run_unit_build() { # PRESET DIR
    if ! (step_back && build_preset "$1" "$2" unit_tests); then
        record "unit, $1" 0 1 0
        return
    fi
    rm -f "$OUT/unit-$1.xml"
    LEADX_TEST_DATABASE=$CLUSTER_SUPERUSER ctest --test-dir "$2" -L unit -j "$(nproc)" \
        --output-on-failure --test-output-size-passed 1000000 --test-output-size-failed 1000000 \
        --output-junit "$OUT/unit-$1.xml" </dev/null | grep -vE '^ +Start|Passed +[0-9.]+ sec$'
    count "unit, $1" ctest "$OUT/unit-$1.xml"
}

run_sql() {
    cluster_begin &&
        LEADX_DATABASE=$CLUSTER_SERVER LEADX_DATABASE_OWNER=$CLUSTER_OWNER \
            "$BUILD/leadxd" --migrate >"$OUT/migrate.log" 2>&1 &&
        psql -X -q -v ON_ERROR_STOP=1 -d "$CLUSTER_SUPERUSER" -c 'create extension pgtap schema public' || {
        tail -n 15 "$OUT/migrate.log"
        record sql 0 1 0
        cluster_end
        return
    }
    pg_prove --verbose --psql-bin "$PG_BIN/psql" -h "$CLUSTER_SOCKETS" -U postgres \
        -d leadx tests/sql/*.sql </dev/null >"$OUT/sql.tap" 2>&1
    # What went wrong, with the lines that say why, and the summary.
    grep -E -A 8 '^not ok|ERROR:' "$OUT/sql.tap"
    sed -n '/^Test Summary Report/,$p' "$OUT/sql.tap" | head -n 60
    count sql tap "$OUT/sql.tap"
    cluster_end
}

run_pytest() { # KIND SECONDS
    rm -f "$OUT/$1.xml"
    timeout --foreground --signal=INT --kill-after=60 "$2" /usr/bin/python3 -m pytest -q -p no:cacheprovider \
        --junitxml="$OUT/$1.xml" "tests/$1" </dev/null
    [ $? -le 1 ] || rm -f "$OUT/$1.xml" # it did not come to its end
    count "$1" pytest "$OUT/$1.xml"
}

run_system() {
    fetch_promtool
    run_pytest system 1100
}

run_browser() {
    local tools
    tools=$(npm_install tests/browser) || {
        record browser 0 1 0
        return
    }
    mkdir -p "$OUT/pictures"
    LEADX_BROWSER_TOOLS=$tools LEADX_BROWSER_PICTURES=$OUT/pictures run_pytest browser 600
}

# Small here; LEADX_CRASH_ROUNDS makes a campaign of it.
run_crash() { run_pytest crash 600; }

# The reference library that every webhook is verified with; left out, with a warning, where it
# cannot be had.
fetch_webhooks() {
    export LEADX_WEBHOOKS=$TOOLS/webhooks
    mkdir -p "$LEADX_WEBHOOKS"
    if ! cmp -s tests/webhooks/package-lock.json "$LEADX_WEBHOOKS/installed"; then
        command -v npm >/dev/null || packages_need npm
        cp tests/webhooks/package.json tests/webhooks/package-lock.json "$LEADX_WEBHOOKS/"
        (cd "$LEADX_WEBHOOKS" && npm ci --ignore-scripts --no-audit --no-fund >"$OUT/npm.log" 2>&1) &&
            cp tests/webhooks/package-lock.json "$LEADX_WEBHOOKS/installed"
    fi
    cmp -s tests/webhooks/package-lock.json "$LEADX_WEBHOOKS/installed" && return
    warn "the reference library for webhooks could not be fetched"
    unset LEADX_WEBHOOKS
}

# promtool comes with the package of a service nobody wants to run here: only its file is taken.
fetch_promtool() {
    local dir
    export LEADX_PROMTOOL=$TOOLS/promtool
    [ -x "$LEADX_PROMTOOL" ] && return 0
    LEADX_PROMTOOL=$(command -v promtool) && return 0
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || apt_update
    mkdir -p "$TOOLS" && dir=$(mktemp -d) && chmod 755 "$dir"
    (cd "$dir" && apt-get -qq -o DPkg::Lock::Timeout=300 download prometheus && dpkg -x ./*.deb x &&
        mv x/usr/bin/promtool "$TOOLS/promtool") >/dev/null 2>&1 || warn "promtool could not be fetched"
    LEADX_PROMTOOL=$TOOLS/promtool
    rm -rf "$dir"
}

run_fuzz() {
    local target passed=0 failed=0
    if ! (step_back && build_preset fuzz "$BUILD_FUZZ" fuzzers); then
        record fuzz 0 1 0
        return
    fi
    for target in "$BUILD_FUZZ"/fuzz_*; do
        [ -x "$target" ] || continue
        mkdir -p "$OUT/corpus/${target##*/}"
        if run_fuzz_target "$target" >"$OUT/${target##*/}.log" 2>&1; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            tail -n 30 "$OUT/${target##*/}.log"
        fi
    done
    record fuzz "$passed" "$failed" 0
}

# Seeds and words, where there are some, stand in tests/fuzz/corpus/<target>/ and tests/fuzz/<target>.dict.
run_fuzz_target() {
    local seeds=tests/fuzz/corpus/${1##*/} words=tests/fuzz/${1##*/}.dict
    [ -d "$seeds" ] || seeds=''
    [ -f "$words" ] || words=''
    "$1" -max_total_time="${FUZZ_SECONDS:-3}" -timeout=60 -artifact_prefix="$OUT/" ${words:+"-dict=$words"} \
        "$OUT/corpus/${1##*/}" ${seeds:+"$seeds"}
}

run_kind() {
    say "== $1"
    BEGAN=$SECONDS
    "run_$1"
}

# What is needed by more than one kind, or by the start script that tests call while others run.
prepare() { # KIND...
    local targets=()
    if [[ "$*" =~ sql|system|browser|crash ]]; then
        targets=(leadxd leadx console)
        [[ "$*" =~ unit ]] && targets+=(unit_tests)
        (build_preset release "$BUILD" "${targets[@]}") || return 1
    fi
    [[ ! "$*" =~ system|crash ]] || fetch_webhooks
    memory_begin
}

run_kinds() { # KIND...
    local kind others=()
    for kind in "$@"; do
        [ "$kind" = system ] || others+=("$kind")
    done
    if [ ${#others[@]} -eq 0 ] || [ ${#others[@]} -eq $# ]; then
        for kind in "$@"; do
            run_kind "$kind"
        done
        return
    fi
    say "== system, and beside it ${others[*]}: each is shown when it has ended"
    lane_begin 20000-23999 system
    lane_begin 24000-27999 "${others[@]}"
    lanes_wait
    for kind in "$@"; do
        grep -qE "^[0-9]+ [0-9]+ $kind\\b" "$RECORDS" || BEGAN=$SECONDS record "$kind" 0 1 0
    done
}

# The kinds' lines and the sum of them; true if nothing failed.
report() {
    say
    awk '{ passed += $1; failed += $2; sub(/^[0-9]+ [0-9]+ /, ""); print }
         END { print passed + 0 " passed, " failed + 0 " failed"; exit failed > 0 || passed + 0 == 0 }' "$RECORDS"
}

main() {
    local kind kinds=()
    for kind in "${@:-all}"; do
        case $kind in
        all) kinds+=("${KINDS[@]}") ;;
        lint | openapi | docker | unit | sql | system | browser | crash | fuzz) kinds+=("$kind") ;;
        *) die "There is no kind of test named $kind: all ${KINDS[*]}." ;;
        esac
    done
    mkdir -p "$OUT"
    : >"$RECORDS"
    BEGAN=$SECONDS
    if prepare "${kinds[@]}"; then
        run_kinds "${kinds[@]}"
    else
        record build 0 1 0
    fi
    report
}

main "$@"
