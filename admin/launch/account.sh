# shellcheck shell=bash
# Who runs cluster and server, and where their files are. Root never runs either: then it is the
# system user leadx, or the owner of a DIR that an ordinary user has started before.
#
# account_choose DIR sets
#   ACCOUNT  the user that runs both
#   DATA     where pg/, tls/, secrets/, log/ really are: DIR, or a directory under /var/lib/leadx with
#            links in DIR when ACCOUNT cannot get to DIR (a clone under root's home)
#   SOCKETS  a short directory of mode 0700: a socket's path may have no more than 107 bytes

account_choose() {
    local dir=$1 owner
    DATA=$dir
    owner=$(stat -L -c %U "$dir/pg" 2>/dev/null || true)
    if is_root; then
        ACCOUNT=leadx
        [ -z "$owner" ] || [ "$owner" = root ] || ACCOUNT=$owner
        [ "$ACCOUNT" != leadx ] || account_create
        account_data "$dir"
        SOCKETS=/run/leadx-$(short_hash "$DATA")
    else
        ACCOUNT=$(id -un)
        [ -z "$owner" ] || [ "$owner" = "$ACCOUNT" ] ||
            die "$dir belongs to the user $owner." "Run with sudo, or choose another place: --dir DIR"
        SOCKETS=${XDG_RUNTIME_DIR:-/tmp}/leadx-$(short_hash "$dir")
    fi
}

account_create() {
    getent passwd leadx >/dev/null && return 0
    useradd --system --user-group --no-create-home --home-dir /var/lib/leadx \
        --shell /usr/sbin/nologin leadx ||
        die "Could not create the system user leadx." "Create it (useradd --system leadx) and start again."
}

# Without the link in DIR an older directory of the same name is somebody else's: kept, not used.
account_data() {
    local dir=$1 base number=1
    if [ -L "$dir/pg" ]; then
        DATA=$(dirname "$(readlink -m "$dir/pg")")
    elif ! as_account test -x "$dir"; then
        base=/var/lib/leadx/$(short_hash "$dir")
        DATA=$base
        while [ -e "$DATA" ]; do
            number=$((number + 1))
            DATA=$base-$number
        done
    fi
}

# account_prepare DIR: makes the directories; an existing one keeps what it holds.
account_prepare() {
    local dir=$1 name
    [ "$DATA" = "$dir" ] || install -d -m 755 "${DATA%/*}" "$DATA"
    account_directory "$DATA/tls" 755
    account_directory "$DATA/log" 750
    account_directory "$DATA/secrets" 700
    install -d -m 755 "$DATA/bin"
    account_sockets
    [ "$DATA" != "$dir" ] || return 0
    for name in tls log secrets pg bin leadxd.conf; do
        ln -sfn "$DATA/$name" "$dir/$name"
    done
}

account_directory() {
    if [ ! -d "$1" ]; then
        install -d -m "$2" "$1" || die "Cannot create $1." "Is the disk full or read-only?"
        ! is_root || chown "$ACCOUNT:" "$1"
    fi
}

# In a directory everybody may write to, the name could have been taken by somebody else.
account_sockets() {
    if [ ! -d "$SOCKETS" ] && mkdir -m 700 "$SOCKETS" && is_root; then
        chown "$ACCOUNT:" "$SOCKETS"
    fi
    if [ -L "$SOCKETS" ] || [ "$(stat -c '%U %a' "$SOCKETS" 2>/dev/null)" != "$ACCOUNT 700" ]; then
        die "$SOCKETS is not a directory of mode 0700 that belongs to $ACCOUNT." \
            "Remove it and start again."
    fi
}

# as_account COMMAND...: with a small clean environment, outside of directories it may not enter.
as_account() {
    local clean=(env -i "PATH=/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C.UTF-8 TZ=UTC "HOME=${DATA:-/}")
    if is_root; then
        (cd / && setpriv --reuid "$ACCOUNT" --regid "$(id -g "$ACCOUNT")" --init-groups "${clean[@]}" "$@")
    else
        (cd / && "${clean[@]}" "$@")
    fi
}
