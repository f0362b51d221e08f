#!/bin/sh
# The HTTP edge alone, over keep-alive TLS: requests a second (wrk, one thread, 64 connections) and the
# memory of 2,000 idle connections. Prints plain rows.
#   tests/bench/http.sh BUILD_DIR [PORT]
set -eu
build=$1
port=${2:-21090}
dir=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
    -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
"$build/http_constant" "$port" "$dir/cert.pem" "$dir/key.pem" &
server=$!
curl -sk --retry 20 --retry-connrefused --retry-delay 1 "https://127.0.0.1:$port/constant" >/dev/null
python3 - "$port" "$server" <<'PY'
import socket, ssl, sys
port, pid = int(sys.argv[1]), sys.argv[2]
def resident():
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
before, idle = resident(), []
for _ in range(2000):
    idle.append(context.wrap_socket(socket.create_connection(("127.0.0.1", port))))
fresh = resident()
for each in idle:
    each.sendall(b"GET /constant HTTP/1.1\r\nHost: a\r\n\r\n")
    each.recv(4096)
used = resident()
print(f"idle_before_kib {before}")
print(f"idle_connection_kib {(fresh - before) / len(idle):.1f}")
print(f"idle_connection_after_a_request_kib {(used - before) / len(idle):.1f}")
PY
wrk -t1 -c64 -d"${SECONDS_EACH:-5}s" --latency "https://127.0.0.1:$port/constant" |
    awk '/Requests\/sec/ {print "get_constant_per_s", $2} $1 == "99%" {print "get_constant_p99", $2}
         /Non-2xx|Socket errors/ {print "ERRORS", $0}'
