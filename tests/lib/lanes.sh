# shellcheck shell=bash
# Kinds of tests side by side: each lane runs its kinds one after the other, and shows what a kind said in one piece when it
# has ended. Uses run_kind, kind_end and OUT of run.sh.

LANES=()

# A process group each: whoever ends a lane ends all that it started.
lane_begin() { # PORTS KIND...
    set -m
    lane_run "$@" </dev/null &
    LANES+=($!)
    set +m
}

lane_run() {
    local kind
    set +m
    LANES=()
    export LEADX_TEST_PORTS=$1
    trap kind_end EXIT
    trap 'exit 130' INT TERM HUP
    for kind in "${@:2}"; do
        run_kind "$kind" >"$OUT/$kind.log" 2>&1
        cat "$OUT/$kind.log"
    done
}

# Interrupted, pytest still ends its servers.
lanes_stop() {
    local lane
    for lane in "${LANES[@]}"; do
        kill -INT -- "-$lane" 2>/dev/null
    done
    lanes_wait
}

lanes_wait() {
    [ ${#LANES[@]} -eq 0 ] || wait "${LANES[@]}"
    LANES=()
}
