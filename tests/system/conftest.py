"""What every system test starts from: one running exchange for all, fresh parties for each."""
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from support.exchange import Exchange  # noqa: E402
from support.fixtures import calling_exchange, exchange, receiver  # noqa: E402, F401


@pytest.fixture(scope="session")
def workers_exchange():
    """One whose server is two processes."""
    running = Exchange(workers=2)
    yield running
    running.close()


@pytest.fixture
def own_exchange():
    """One that the test may break."""
    running = Exchange()
    yield running
    running.close()


@pytest.fixture
def niche(exchange):
    return exchange.niche()


@pytest.fixture
def seller(exchange):
    return exchange.seller()


@pytest.fixture
def other_seller(exchange):
    return exchange.seller()


@pytest.fixture
def acme(exchange):
    return exchange.buyer()


@pytest.fixture
def rival(exchange):
    return exchange.buyer()


@pytest.fixture
def third(exchange):
    return exchange.buyer()
