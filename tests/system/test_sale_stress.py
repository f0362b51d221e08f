"""Many writers, parties, chores and a jumping clock on one database, and what must hold after each round.

LEADX_STRESS_SECONDS says how long a round runs (5), LEADX_STRESS_ROUNDS how many there are (3), LEADX_STRESS_SEED
where chance begins."""
import os
import random
import threading

import pytest

from support.crowd import Changer, Chores, Market, Tape, Writer, run
from support.floor import Floor
from support.proof import prove

SECONDS = float(os.environ.get("LEADX_STRESS_SECONDS", "5"))
ROUNDS = int(os.environ.get("LEADX_STRESS_ROUNDS", "3"))
SEED = int(os.environ.get("LEADX_STRESS_SEED", "1"))


@pytest.fixture(scope="module")
def floor():
    running = Floor()
    yield running
    running.close()


def test_the_books_and_the_claims_hold_under_stress(floor):
    tape = Tape()
    for number in range(ROUNDS):
        chance = random.Random(f"{SEED} {number}")
        if number % 3 == 0:
            market = Market(floor, chance, number)
        start = threading.Barrier(4)
        actors = [Writer(market, tape, chance.random(), start) for _ in range(4)] \
            + [Changer(market, tape, chance.random()) for _ in range(2)] \
            + [Chores(market, tape, chance.random(), clock) for clock in (True, False)]
        run(actors, SECONDS)
        prove(market, tape)
        floor.one("select test_clock_advance(%s * interval '1 day')", chance.choice([0, 31, 40]))
    print(f"\n{len(tape.leads)} leads, {len(tape.sales)} sales, {len(tape.pauses)} pauses;"
          f" one lead alone ran at most {tape.tries + 1} times; {dict(tape.errors)}")
