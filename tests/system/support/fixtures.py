"""Fixtures of more than one kind of test. A conftest.py imports those that its tests may ask for."""
import pytest

from .exchange import Exchange
from .receiver import MAY_CALL, Receiver


@pytest.fixture(scope="session")
def exchange():
    """The one that all tests share."""
    running = Exchange()
    yield running
    running.close()


@pytest.fixture
def calling_exchange():
    """One that may call its buyers' servers."""
    running = Exchange(**MAY_CALL)
    yield running
    running.close()


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.close()
