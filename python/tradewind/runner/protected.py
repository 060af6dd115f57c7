"""What a user's process must not be given."""

from __future__ import annotations

import os

KEY_VARIABLE = "TRADEWIND_SECRET_KEY"
"""Environment variable with the keys of the vault: base64 or hex, the current one first."""


def environment() -> dict[str, str]:
    """This process's environment, without the keys of the vault."""
    return {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
