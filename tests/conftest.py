"""What every test shares: hypothesis profiles, and where the checkout and the other systems' own examples are."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parents[1]

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A script that starts tests in its background passes an ignored SIGINT on; what tests start must not inherit it."""

settings.register_profile("test", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", settings.get_profile("test"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The source tree. The tested package is the installed one, not what lies here."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared_examples() -> Path:
    """The documented examples of the other systems, which are not ours to copy; skips where they aren't at hand."""
    folder = Path(os.environ.get("TRADEWIND_SHARED", CHECKOUT.parent / "shared")) / "examples"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: set TRADEWIND_SHARED to run the other systems' own examples")
    return folder
