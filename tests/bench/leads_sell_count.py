#!/usr/bin/python3
"""How many instructions a batch of leads costs the database: the same number every time, whatever the machine does beside.

    tests/bench/leads_sell_count.py [--sizes 6,32] [--root CHECKOUT] [--keep FILE]

For comparing two versions of the schema where times are too noisy: run it on each checkout. One row a size. The batches are
those of leads_sell.py; the backend runs under valgrind's callgrind (Debian's valgrind), once for some batches and once for three
times as many, so that connecting, planning and caches drop out. --keep leaves the longer run's profile for callgrind_annotate.
Instructions are not time: what waits for memory or for the disk counts as nothing here."""
import argparse
import os
import re
import shutil
import signal
import subprocess
import types

import leads_sell
from support.place import PG_BIN, ROOT, identity
from support.wait import wait_until

BATCHES = 40


def start_counted(cluster, out):
    """The cluster's files, served by a PostgreSQL whose every process is counted."""
    with open(cluster.place / "postgresql.log", "ab") as log:
        cluster.process = subprocess.Popen(
            ["valgrind", "--tool=callgrind", "--trace-children=yes", f"--callgrind-out-file={out}/%p", f"{PG_BIN}/postgres", "-D", cluster.data],
            cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **identity())
    wait_until(cluster._is_ready, "the counted cluster is ready", 300)


def counted(floor, out, batches):
    """A connection of its own that sells these batches: the file with what it did."""
    floor.db = floor.connect("leadx_owner")
    writer = leads_sell.Writer(floor)
    writer.run(batches)
    writer.db.close()
    floor.db.close()
    path = os.path.join(out, str(writer.process))
    wait_until(lambda: os.path.exists(path) and instructions(path), f"{path} is written", 120)
    return path


def instructions(path):
    with open(path, encoding="ascii", errors="replace") as file:
        found = re.search(r"^(?:totals|summary): (\d+)", file.read(), re.M)
    return int(found[1]) if found else None


def count(side, size, keep):
    floor, out = side.floor, side.floor.place.directory(f"count-{size}")
    leads_sell.prepare_batches(floor, size * 4 * BATCHES, size, side.given.orders)
    for connection in (floor.db, floor.admin):
        connection.close()
    floor.cluster.shut_down()
    start_counted(floor.cluster, out)
    few = counted(floor, out, range(BATCHES))
    many = counted(floor, out, range(BATCHES, 4 * BATCHES))
    a_batch = (instructions(many) - instructions(few)) / (2 * BATCHES)
    print(f"{size:5d} a batch  {a_batch / 1000:8.0f} thousand instructions a batch  {a_batch / size / 1000:8.1f} a lead", flush=True)
    floor.cluster.process.send_signal(signal.SIGINT)
    floor.cluster.process.wait(300)
    if keep:
        shutil.copy(many, f"{keep}.{size}")
    floor.cluster.start()
    floor.db, floor.admin = floor.connect("leadx_owner"), floor.connect("postgres")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="6,32")
    parser.add_argument("--root", default=ROOT)
    parser.add_argument("--keep")
    given = parser.parse_args()
    side = leads_sell.Side(types.SimpleNamespace(orders=4, statements=False, writers=1), given.root)
    try:
        for size in map(int, given.sizes.split(",")):
            count(side, size, given.keep)
    finally:
        side.floor.close()


if __name__ == "__main__":
    main()
