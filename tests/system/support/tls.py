"""A certificate authority of our own and a certificate for localhost."""
from .place import run

SCRIPT = """
cd "$1"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 60 -subj '/CN=test authority' \
    -addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key -out server.csr
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\nextendedKeyUsage=serverAuth\\n' >server.ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -extfile server.ext -out server.pem
chmod 644 ca.pem
chmod 755 .
"""


def make(place):
    """Returns the directory with ca.pem, server.pem and server.key."""
    directory = place.directory("tls")
    run("/bin/sh", "-euc", SCRIPT, "sh", directory)
    return directory
