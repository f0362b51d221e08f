"""Browser tests use the exchange and the parties of the system tests, which stories may share."""
import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

from support.exchange import Exchange  # noqa: E402
from support.person import People  # noqa: E402


@pytest.fixture(scope="session")
def exchange():
    running = Exchange()
    yield running
    running.close()


@pytest.fixture(scope="session")
def people(exchange):
    return People(exchange)
