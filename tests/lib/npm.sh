# shellcheck shell=bash
# npm packages of a test: exactly what the lock file names, under build/, never in the tree.

# npm_install FOLDER: prints the directory that holds node_modules. Nothing of a package is run.
npm_install() {
    local name=${1##*/} dir
    dir=$(dirname "${LEADX_BUILD:-build/release}")/tools/npm-$name
    mkdir -p "$dir"
    if ! cmp -s "$1/package-lock.json" "$dir/installed.json"; then
        rm -rf "$dir/node_modules" "$dir/installed.json"
        cp "$1/package.json" "$1/package-lock.json" "$dir/"
        (cd "$dir" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2 || return 1
        cp "$1/package-lock.json" "$dir/installed.json"
    fi
    realpath "$dir"
}
