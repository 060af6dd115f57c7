"""Import aliases for the systems whose DAG files run here, from tables.

`install("airflow", "vortex")` puts a finder first among the importers, so that `from airflow import DAG` gives ours
even where the real package is installed. tradewind does so in its own children only; nothing is patched elsewhere.
"""

from __future__ import annotations

from tradewind.compat.finder import install as install
from tradewind.compat.finder import uninstall as uninstall
