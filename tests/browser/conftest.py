"""Browser tests use the exchange and the parties of the system tests, which stories may share."""
import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

from support.fixtures import exchange  # noqa: E402, F401
from support.person import People  # noqa: E402


@pytest.fixture(scope="session")
def people(exchange):
    return People(exchange)
