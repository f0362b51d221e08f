# shellcheck shell=bash
# What only this installation knows: three keys of 32 bytes, its own certificate authority, the
# server's certificate. A key is made once and never overwritten: without master.key no contact can be
# opened again, without fingerprint.key no double is recognised.

SECRETS=(master fingerprint suppression)

# Before anything is touched: what a cluster holds was sealed and hashed by the keys it was made with,
# and new ones would only hide that.
secrets_check() {
    local name
    [ -e "$DATA/pg/PG_VERSION" ] || return 0
    for name in "${SECRETS[@]}"; do
        as_account test -s "$DATA/secrets/$name.key" ||
            die "$DIR/secrets/$name.key is missing, and $(secret_loss "$name")." \
                "Bring it back from the backup, or start anew in another directory: --dir DIR"
    done
}

secret_loss() {
    case $1 in
    master) echo "the contacts stored in $DIR can never be opened without it" ;;
    fingerprint) echo "without it no earlier person or external_id is recognised" ;;
    suppression) echo "without it the do-not-sell lists say nothing" ;;
    esac
}

secrets_make() {
    local name
    for name in "${SECRETS[@]}"; do
        secret_make "$DATA/secrets/$name.key"
    done
}

# Complete or not there: written aside, then linked, which never replaces.
secret_make() {
    [ ! -e "$1" ] || return 0
    as_account sh -c 'umask 077 && head -c 32 /dev/urandom >"$1.new" &&
        [ "$(wc -c <"$1.new")" -eq 32 ] && sync "$1.new" && ln "$1.new" "$1" && rm "$1.new"' sh "$1" ||
        die "Could not write $1." "Is the disk full?"
}

tls_days_left() { openssl x509 -in "$1" -noout -checkend $(($2 * 86400)) >/dev/null 2>&1; }

# The authority lives ten years, the server's certificate one; both are renewed a month early. The
# authority keeps its key, so who trusts the old certificate trusts what the new one signs.
tls_make() {
    local tls=$DATA/tls
    if ! tls_days_left "$tls/ca.pem" 60; then
        step "Making a certificate authority of your own"
        tls_openssl "$(tls_authority)" || die "Could not make a certificate authority in $tls."
        rm -f "$tls/server.pem"
    fi
    tls_server_fits "$tls/server.pem" || tls_openssl "$(tls_server)" ||
        die "Could not make the server's certificate in $tls."
}

# Also for the loopback address that somebody set as listen_address.
tls_server_fits() {
    tls_days_left "$1" 30 && openssl x509 -in "$1" -noout -checkip "$(tls_address)" | grep -q 'does match'
}
tls_address() { [[ $ADDRESS == 127.* ]] && echo "$ADDRESS" || echo 127.0.0.1; }

tls_openssl() {
    local output
    output=$(as_account sh -ec "umask 077; cd '$DATA/tls'; $1" 2>&1) && return 0
    printf '%s\n' "$output" >&2
    return 1
}

tls_authority() {
    cat <<'EOF'
[ -s ca.key ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca.key
openssl req -x509 -new -key ca.key -sha256 -days 3650 -subj "/CN=leadx local authority" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
    -addext keyUsage=critical,keyCertSign,cRLSign \
    -addext "nameConstraints=critical,permitted;DNS:localhost,permitted;IP:127.0.0.0/255.0.0.0,permitted;IP:0:0:0:0:0:0:0:1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" \
    -out ca.new
chmod 644 ca.new
mv ca.new ca.pem
EOF
}

tls_server() {
    printf 'names=%q\n' "DNS:localhost,IP:127.0.0.1,IP:::1$(tls_address | sed '/^127\.0\.0\.1$/d; s/^/,IP:/')"
    cat <<'EOF'
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out server.key.new
openssl req -new -key server.key.new -subj "/CN=localhost" -out server.csr
cat >server.ext <<END
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=$names
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
END
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -sha256 -days 397 \
    -set_serial "0x$(openssl rand -hex 16)" -extfile server.ext -out server.pem.new
chmod 644 server.pem.new
mv server.key.new server.key
mv server.pem.new server.pem
rm -f server.csr server.ext
EOF
}
