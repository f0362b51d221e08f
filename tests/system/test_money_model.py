"""Deposits, sales, claims, reversals, payouts, charge-backs, gifts in any order: the exchange's books and the reference's are equal after
every step. LEADX_MONEY_STEPS says how many steps a run has, about; 1000000 takes an hour."""
import os
import sys

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from support import money_machine

STEPS = int(os.environ.get("LEADX_MONEY_STEPS", "10000"))
LENGTH = 50 if STEPS > 20_000 else 5  # many short ones here; the models of disputes and of reconciliation take longer walks


@pytest.fixture(scope="module")
def world():
    opened = money_machine.open_world()
    yield opened
    opened.close()


def test_the_books_are_the_references_after_every_step(world):
    run_state_machine_as_test(money_machine.MoneyMachine, settings=settings(
        max_examples=max(1, STEPS // LENGTH), stateful_step_count=LENGTH, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), print_blob=True))
    print(f"\n{world.steps} steps in {world.sequences} sequences", file=sys.stderr)
