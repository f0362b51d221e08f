"""Every path of disputes among all that moves money, in any order: the exchange's books and disputes are the reference's after every step.
LEADX_MONEY_STEPS says how many steps a run has, about."""
import os
import sys

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from support import dispute_machine

STEPS = int(os.environ.get("LEADX_MONEY_STEPS", "700"))
LENGTH = 50 if STEPS > 20_000 else 25


@pytest.fixture(scope="module")
def world():
    opened = dispute_machine.open_world()
    yield opened
    opened.close()


def test_disputes_stand_where_the_reference_says(world):
    run_state_machine_as_test(dispute_machine.DisputeMachine, settings=settings(
        max_examples=max(1, STEPS // LENGTH), stateful_step_count=LENGTH, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), print_blob=True))
    print(f"\n{world.steps} steps in {world.sequences} sequences", file=sys.stderr)
