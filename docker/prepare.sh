#!/bin/bash
# Makes what only this installation knows, once: passwords, the four secrets, a certificate for
# localhost, leadxd.conf. What is there is kept. Usage: docker/prepare.sh [HOSTNAME]
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
umask 077
NAME=${1:-localhost}
ETC=private/etc

word() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

keep() { # FILE: its content from standard input, unless it is there
    if [ -e "$1" ]; then
        cat >/dev/null
    else
        cat >"$1.new" && mv "$1.new" "$1"
    fi
}

mkdir -p "$ETC/secrets" "$ETC/tls"
word | keep private/postgres.password
for role in leadx_owner leadx_server leadx_reader; do
    printf '%s %s\n' "$role" "$(word)"
done | keep private/roles.passwords
for name in master fingerprint suppression ledger; do
    head -c 32 /dev/urandom | keep "$ETC/secrets/$name.key"
done

password() { sed -n "s/^$1 //p" private/roles.passwords; }
keep "$ETC/leadxd.conf" <<END
database = host=db dbname=leadx user=leadx_server password=$(password leadx_server)
database_owner = host=db dbname=leadx user=leadx_owner password=$(password leadx_owner)
listen_address = 0.0.0.0
listen_port = 8443
tls_cert = /etc/leadx/tls/server.pem
tls_key = /etc/leadx/tls/server.key
secrets_dir = /etc/leadx/secrets
metrics_socket = /run/leadx/metrics.sock
END

# An authority of your own; with a certificate from elsewhere put server.pem, server.key and its ca.pem there.
if [ ! -e "$ETC/tls/server.pem" ]; then
    (
        cd "$ETC/tls"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 \
            -subj '/CN=leadx local authority' -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
            -keyout ca.key -out ca.pem
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$NAME" -keyout server.key -out server.csr
        printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' "$NAME" >server.ext
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -sha256 -days 397 -extfile server.ext \
            -set_serial "0x$(openssl rand -hex 16)" -out server.new
        rm server.csr server.ext
        mv server.new server.pem
        mv ca.key ../../ca.key
    ) 2>private/openssl.log || { cat private/openssl.log >&2; exit 1; }
fi

# The server runs as whoever made this; never as root.
owner=$(id -u):$(id -g)
if [ "$(id -u)" -eq 0 ]; then
    owner=10001:10001
    chown -R "$owner" "$ETC"
fi
echo "LEADX_USER=$owner" >.env
# PostgreSQL's image reads its two secrets as its own user, which this system does not know: in private/
# (mode 0700) nobody else gets to them.
chmod 644 private/postgres.password private/roles.passwords
echo "Ready: docker compose -f docker/compose.yaml up --build --detach"
