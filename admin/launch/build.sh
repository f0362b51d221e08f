# shellcheck shell=bash
# Builds with cmake and ninja; when nothing changed that is one quick look.

# build_preset PRESET DIR TARGET...: output only when it fails.
build_preset() {
    local preset=$1 dir=$2 log
    shift 2
    mkdir -p "$dir" 2>/dev/null || true
    [ -w "$dir" ] || die "Cannot write to $dir." \
        "It was built by another user: run with sudo, or set LEADX_BUILD to a directory of yours."
    log=$dir/build.log
    (
        flock 8
        cd "$ROOT" || exit 1
        build_fits "$dir" || rm -rf "$dir/build.ninja" "$dir/CMakeCache.txt" "$dir/CMakeFiles"
        [ -e "$dir/build.ninja" ] || say_first_build "$preset"
        if [ ! -e "$dir/build.ninja" ]; then
            cmake --preset "$preset" -B "$dir" >"$log" 2>&1 || exit 1
        fi
        ninja -C "$dir" "$@" >"$log" 2>&1
    ) 8>"$dir/.lock" && return 0
    build_show "$log" >&2
    if grep -q 'No space left' "$log"; then
        die "The disk is full." "Free about 1 GB and start again."
    fi
    die "The build failed; the whole output is in $log." "$(build_hint "$log")"
}

# A copied or moved clone brings a build directory that belongs to the place it came from.
build_fits() {
    [ ! -e "$1/CMakeCache.txt" ] || grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$ROOT" "$1/CMakeCache.txt"
}

say_first_build() { step "Building ($1), the first time a minute or two"; }

build_show() {
    grep -E -A 6 'error:|^CMake Error|undefined reference' "$1" | head -n 40 | grep . || tail -n 20 "$1"
}

build_hint() {
    if grep -qE 'Killed|out of memory' "$1"; then
        echo "The compiler ran out of memory: 2 GB are needed."
    else
        echo "Remove $(dirname "$1") if it comes from another version, and start again."
    fi
}

BUILD=$(realpath -m "${LEADX_BUILD:-$ROOT/build/release}")
build_release() { build_preset release "$BUILD" leadxd leadx console; }
