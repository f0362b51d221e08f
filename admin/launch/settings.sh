# shellcheck shell=bash
# The server's settings: what up decides itself, and what a person sets otherwise, in DIR/local.conf or
# as environment LEADX_NAME, which wins. Each name stands once in leadxd.conf, for the server takes a
# second line of the same name for a mistake. Uses DIR, DATA, SOCKETS; sets ADDRESS and PORT.

# Where these point is what up made and looks after: another place would be neither filled nor kept.
SETTINGS_OF_UP=(database database_owner tls_cert tls_key secrets_dir)

# Beside the data when that is elsewhere and nobody wrote one in DIR.
settings_local() {
    if [ ! -e "$DIR/local.conf" ] && [ -e "$DATA/local.conf" ]; then
        echo "$DATA/local.conf"
    else
        echo "$DIR/local.conf"
    fi
}

# Settings a person gave as LEADX_NAME; not the words this script and the tool use for themselves.
settings_environment() {
    env | grep -E '^LEADX_[A-Z0-9_]+=' |
        grep -vE '^LEADX_(URL|CA|DEMO|DATABASE|ADMIN_KEY|KEY|BUILD|DIR|PROMTOOL)=' || true
}

# settings_given NAME: what a person set; false if nobody did.
settings_given() {
    local variable=LEADX_${1^^}
    if [ "$variable" != LEADX_DATABASE ] && [ -n "${!variable+set}" ]; then
        printf '%s\n' "${!variable}"
        return 0
    fi
    sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\\(.*[^[:space:]]\\)[[:space:]]*$/\\1/p" \
        "$(settings_local)" 2>/dev/null | tail -n 1 | grep .
}

settings_refuse_ours() {
    local name
    for name in "${SETTINGS_OF_UP[@]}"; do
        ! settings_given "$name" >/dev/null ||
            die "$name is set in $(settings_local) or as LEADX_${name^^}, but ./leadx up decides it." \
                "Take it out; a server run by hand may have any (admin/guide/operator.md)."
    done
}

# settings_address PORT: ADDRESS and PORT as the server will see them. PORT is what --port said, or
# nothing: then it stays what it was.
settings_address() {
    local port
    ADDRESS=$(settings_given listen_address) || ADDRESS=127.0.0.1
    [[ $ADDRESS =~ ^(127\.[0-9]+\.[0-9]+\.[0-9]+|0\.0\.0\.0|::|::1)$ ]] ||
        die "listen_address is $ADDRESS, which the certificate of ./leadx up is not for." \
            "It may be 127.x.x.x or ::1, or 0.0.0.0 or :: for every address of this machine."
    PORT=$1
    if port=$(settings_given listen_port); then
        [ -z "$PORT" ] || [ "$PORT" = "$port" ] ||
            die "--port says $PORT, but listen_port is $port in $(settings_local) or LEADX_LISTEN_PORT."
        PORT=$port
    fi
    [ -n "$PORT" ] || PORT=$(sed -n 's/^listen_port = //p' "$DATA/leadxd.conf" 2>/dev/null | tail -n 1)
    PORT=${PORT:-8443}
    settings_port_fits || die "listen_port must be a number from 1 to 65535, not $PORT."
}

settings_port_fits() {
    [[ $PORT =~ ^[0-9]{1,5}$ ]] && [ "$PORT" -ge 1 ] && [ "$PORT" -le 65535 ]
}

# Where this machine reaches the server.
settings_host() {
    case $ADDRESS in
    0.0.0.0) echo 127.0.0.1 ;;
    :: | ::1) echo ::1 ;;
    *) echo "$ADDRESS" ;;
    esac
}
settings_url() {
    case $ADDRESS in
    127.0.0.1 | 0.0.0.0 | ::) echo "https://localhost:$PORT" ;;
    ::1) echo "https://[::1]:$PORT" ;;
    *) echo "https://$ADDRESS:$PORT" ;;
    esac
}

settings_of_up() {
    cat <<EOF
database = $(cluster_conninfo "$SOCKETS" leadx_server)
database_owner = $(cluster_conninfo "$SOCKETS" leadx_owner)
listen_address = $ADDRESS
listen_port = $PORT
tls_cert = $DATA/tls/server.pem
tls_key = $DATA/tls/server.key
console_dir = $DATA/console
metrics_socket = $SOCKETS/metrics.sock
secrets_dir = $DATA/secrets
EOF
}

settings_write() {
    local mine line
    mine=$(cat "$(settings_local)" 2>/dev/null)
    {
        echo "# Written by ./leadx up at every start; change it in $DIR/local.conf or as environment LEADX_NAME."
        while read -r line; do
            grep -qE "^[[:space:]]*${line%% *}[[:space:]]*=" <<<"$mine" || printf '%s\n' "$line"
        done < <(settings_of_up)
        [ -z "$mine" ] || printf '\n# From %s:\n%s\n' "$(settings_local)" "$mine"
    } >"$DATA/leadxd.conf.new" || die "Could not write $DATA/leadxd.conf." "Is the disk full?"
    chmod 644 "$DATA/leadxd.conf.new"
    mv "$DATA/leadxd.conf.new" "$DATA/leadxd.conf"
}
