"""The crash tests use the same words as the system tests."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

from support.fixtures import receiver  # noqa: E402, F401
