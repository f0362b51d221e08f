#!/usr/bin/python3
"""Browses a marketplace of many listings while leads are sold beside, and prints how long answers take.

    tests/bench/browse.py [LISTINGS [SALES_PER_SECOND [SECONDS [QUESTIONS_PER_SECOND]]]]     1,000,000 500 30 5

The listings are rows made by SQL. Each question has three filters, all facets (a turn of its own: none) and a page of 50; it is asked by
one buyer over one connection, and its time counts from when it was due. LEADX_BUILD says which build is measured (with its program sale)."""
import http.client
import json
import os
import random
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

from support.exchange import Exchange  # noqa: E402
from support.place import BUILD  # noqa: E402
from support.wait import wait_until  # noqa: E402

CHUNK = 100_000
FIELDS = [{"name": "region", "type": "region"}, {"name": "age", "type": "integer", "min": 18, "max": 85},
          {"name": "income", "type": "integer", "min": 0}, {"name": "language", "type": "language"},
          {"name": "homeowner", "type": "boolean"}, {"name": "product", "type": "enum", "values": ["car", "home", "life", "travel", "health"]}]
REGIONS = ["RU-MOW", "RU-MOS", "RU-SPE", "RU-KDA", "RU-SVE", "RU-TA", "RU-NVS", "RU-SAM", "RU-ROS", "RU-BA", "KZ-ALA", "BY-HM"]
ROWS = """
with made as (
    select uuid_v7(t.at) as id, t.at, g.no, s.id as source_id, s.seller_id, floor(random() * random() * 12)::int + 1 as r, (random() * 100)::int as score
      from generate_series(1, %s) i cross join lateral (select leadx_now() - random() * interval '20 days' + i * interval '0' as at) t
      join niches g on g.name = %s join sources s on s.name = 'bench'),
kept as (
    insert into leads (id, seller_id, seller_family_id, niche_no, niche_revision, source_id, kind, state, sale_limit, temperature, score, attributes,
                       received_at)
    select id, seller_id, seller_id, no, 1, source_id, 'consumer', 'listed', 3, (array['hot', 'warm', 'cold'])[1 + score %% 3], score,
           jsonb_build_object('region', (%s::text[])[r], 'age', 18 + (random() * 67)::int, 'income', (random() * random() * 500000)::int,
               'language', (array['ru', 'ru', 'ru', 'kk', 'en'])[1 + (random() * 4)::int], 'homeowner', random() < 0.4,
               'product', (array['car', 'home', 'life', 'travel', 'health'])[1 + (random() * 4)::int]), at
      from made returning id, niche_no, seller_id, source_id, received_at)
insert into listings (lead_id, niche_no, seller_id, source_id, cause, start_minor, floor_minor, listed_at, ends_at)
select id, niche_no, seller_id, source_id, 'unsold', 10000 + (random() * 40000)::int, 1500, date_trunc('second', received_at) + interval '1 hour',
       leadx_now() + interval '10 days' from kept"""


def memory_mib(process):
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024


def cpu_s(process):
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        return sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def on_shelf(exchange):
    return next((int(line.split()[1]) for line in exchange.server.metrics().splitlines() if line.startswith("leadx_market_listings ")), 0)


def fill(exchange, niche, n):
    seller = exchange.seller()
    exchange.sql("insert into sources (id, seller_id, name, channel, origin_kind, created_at)"
                 " values (uuid_v7(now()), %s, 'bench', 'web/landing', 'nets', now())", seller.id)
    begun = time.monotonic()
    for at in range(0, n, CHUNK):
        exchange.sql(ROWS, min(CHUNK, n - at), niche, REGIONS)
    exchange.sql("analyze leads, listings")
    print(f"{n} listings made in {time.monotonic() - begun:.0f} s", flush=True)


def question(dice):
    age = dice.randrange(20, 70)
    asked = {"region": {"in": dice.sample(REGIONS, 3)}, "age": {"min": age, "max": age + 20}, "temperature": {"in": dice.sample(["hot", "warm", "cold"], 2)}}
    return json.dumps(asked), dice.choice(["newest", "oldest", "cheapest", "dearest", "best"])


def browse(exchange, buyer, niche, seconds, rate, facets="all"):
    """Milliseconds of each answer, from when it was due."""
    connection = http.client.HTTPSConnection("localhost", exchange.server.port, context=ssl.create_default_context(cafile=exchange.server.ca))
    dice, took, pause, begun = random.Random(1), [], threading.Event(), time.monotonic()
    for n in range(int(seconds * rate)):
        due = begun + n / rate
        pause.wait(max(0, due - time.monotonic()))  # the rate, not a wait helper
        asked, sort = question(dice)
        connection.request("GET", f"/v1/market/listings?niche={niche}&facets={facets}&limit=50&sort={sort}&filter={quote(asked)}",
                           headers={"Authorization": f"Bearer {buyer.key}"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        took.append((time.monotonic() - due) * 1000)
    return took


def show(what, took):
    took = sorted(took)
    print(f"{what}: {len(took)} questions, p50 {took[len(took) // 2]:.1f} ms, p99 {took[len(took) * 99 // 100]:.1f} ms, slowest {took[-1]:.1f} ms")


def sales(exchange, buyer, seller, directory, rate, seconds):
    niche = exchange.niche()
    buyer.order(niche, shared=200)
    with open(f"{directory}/demo.json", "w", encoding="ascii") as file:
        json.dump({"url": exchange.server.url, "seller": {"key": seller.key}, "database": exchange.cluster.url("leadx_owner")}, file)
    return subprocess.Popen([os.path.join(BUILD, "sale"), f"{directory}/demo.json", "-c", "16", "-t", str(seconds), "-r", str(rate), "-n", niche],
                            stdout=subprocess.PIPE, text=True)


def measure(exchange, n, rate, seconds, questions, directory):
    niche, buyer, payer = exchange.niche(fields=FIELDS), exchange.buyer(throttled=False), exchange.buyer(money=10 ** 12)
    server = exchange.server.process.pid
    fill(exchange, niche, n)
    begun, cpu = time.monotonic(), cpu_s(server)
    wait_until(lambda: on_shelf(exchange) >= n, "the listings are on the shelf", 600)
    print(f"listings: {n}, read by changes in {time.monotonic() - begun:.1f} s more, server CPU {cpu_s(server) - cpu:.1f} s, memory {memory_mib(server)} MiB")
    cpu = cpu_s(server)
    took = browse(exchange, buyer, niche, seconds / 3, questions)
    print(f"server CPU {(cpu_s(server) - cpu) * 1000 / len(took):.1f} ms a question, with all else it does")
    show("alone", took)
    seller = exchange.seller()
    beside = sales(exchange, payer, seller, directory, rate, seconds)
    cpu = cpu_s(server)
    took = browse(exchange, buyer, niche, seconds / 2, questions)
    bare = browse(exchange, buyer, niche, seconds / 2, questions, "")
    print(f"server CPU {(cpu_s(server) - cpu) / seconds * 100:.0f} % of a core, sales with it")
    show(f"beside {rate} sales a second", took)
    show("the same, no facets asked for", bare)
    print(beside.communicate()[0])


def main():
    n, rate, seconds, questions = (int(word) for word in (*sys.argv[1:], *["1000000", "500", "30", "5"][len(sys.argv) - 1:]))
    exchange = Exchange(durable=True, market_shown_per_hour=0, rate_per_second=0)
    with tempfile.TemporaryDirectory() as directory:
        try:
            measure(exchange, n, rate, seconds, questions, directory)
        finally:
            exchange.close()


if __name__ == "__main__":
    main()
