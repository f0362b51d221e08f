"""Waiting for a condition, without guessing how long something takes."""
import threading
import time

PAUSE_S = 0.02


def wait_until(condition, what, timeout_s=60):
    """Returns the condition's first true value; fails with what was waited for."""
    end = time.monotonic() + timeout_s
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {timeout_s} s in vain until {what}")
        pause.wait(PAUSE_S)
