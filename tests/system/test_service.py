"""The server as a service: what its manager hears, and a certificate renewed while it runs."""
import os
import re
import shutil
import signal
import ssl
import subprocess

from support.place import BUILD
from support.service import HELLO, Manager, common_name, dial, make_certificate, reload, renew, state
from support.wait import wait_until
from support.wire import Wire


def test_the_manager_hears_ready_alive_reloading_and_stopping(own_exchange):
    exchange, manager = own_exchange, Manager(own_exchange.place)
    exchange.server.stop()
    exchange.server.start(NOTIFY_SOCKET=manager.path, WATCHDOG_USEC="300000")
    assert manager.hears("READY=1")
    manager.hears("WATCHDOG=1")
    exchange.server.process.send_signal(signal.SIGHUP)
    assert re.match(r"RELOADING=1\nMONOTONIC_USEC=\d+$", manager.hears("RELOADING=1"))
    wait_until(lambda: manager.hears("READY=1") and sum(m.startswith("READY=1") for m in manager.heard) == 2,
               "it is ready again")
    # a loop that hangs says nothing more: the manager would kill it
    exchange.server.process.send_signal(signal.SIGSTOP)
    wait_until(lambda: state(exchange.server.process.pid) == "T", "it hangs")
    manager.forget()
    assert not silent(manager), "a hung server seems alive"
    exchange.server.process.send_signal(signal.SIGCONT)
    manager.hears("WATCHDOG=1")
    exchange.server.stop()
    assert manager.hears("STOPPING=1")


def silent(manager):
    """Whatever is heard in a second, three times the watchdog's patience."""
    manager.socket.settimeout(1)
    try:
        return manager.socket.recv(4096)
    except TimeoutError:
        return b""
    finally:
        manager.socket.setblocking(False)


def test_a_renewed_certificate_is_taken_over_while_connections_stay(own_exchange):
    exchange = own_exchange
    old = Wire(exchange.server)
    assert common_name(exchange.server) == "localhost"
    make_certificate(exchange)
    cert, key = os.path.join(exchange.tls, "server.pem"), os.path.join(exchange.tls, "server.key")
    # the certificate comes first, its key a moment later: what is there does not fit together
    shutil.copyfile(os.path.join(exchange.tls, "new.pem"), cert)
    reload(exchange, "certificate kept as it was")
    assert common_name(exchange.server) == "localhost"
    shutil.copyfile(os.path.join(exchange.tls, "new.key"), key)
    reload(exchange, "certificate loaded again")
    assert common_name(exchange.server) == "renewed"
    old.send(HELLO)
    assert old.read()[0] == 200, "a connection from before lives on"
    # neither a missing nor a broken file takes the good one away
    os.remove(cert)
    reload(exchange, "certificate kept as it was")
    with open(cert, "w", encoding="ascii") as file:
        file.write("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    reload(exchange, "certificate kept as it was")
    assert common_name(exchange.server) == "renewed"


def test_a_session_from_before_the_renewal_still_connects(own_exchange):
    exchange = own_exchange
    context = ssl.create_default_context(cafile=exchange.server.ca)
    first = dial(exchange.server, context)
    session = first.session
    first.close()
    renew(exchange)
    reload(exchange, "certificate loaded again")
    again = dial(exchange.server, context, session)
    assert dict(pair[0] for pair in again.getpeercert()["subject"])["commonName"] == "renewed"
    again.close()


def test_settings_are_loaded_again_and_bad_ones_refused(own_exchange):
    exchange = own_exchange
    with open(exchange.server.config, "a", encoding="utf-8") as file:
        file.write("rate_per_second = 1\nrate_burst = 2\n")
    reload(exchange, "settings loaded again")
    buyer = exchange.buyer(money=0)
    assert [buyer.client.get("/v1/me").status for _ in range(3)] == [200, 200, 429]
    with open(exchange.server.config, "a", encoding="utf-8") as file:
        file.write("rate_burst = none\n")
    reload(exchange, "settings kept as they were")


def test_the_parsers_version_is_told_to_probes_and_by_the_doctor(exchange):
    version = exchange.server.look("/readyz").json()["llhttp"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    said = subprocess.run([os.path.join(BUILD, "leadx"), "doctor", "--url", exchange.server.url, "--ca", exchange.server.ca],
                          text=True, capture_output=True, check=False, cwd="/").stdout
    assert f"llhttp {version}\n" in said
