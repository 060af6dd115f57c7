"""`from gust import Dag, task` for DAG files written for gust; a real package of that name on the path wins.

There is one module: this one gives way to `tradewind.gust` as soon as it is imported.
"""

import sys

from tradewind import gust
from tradewind.gust import cli

sys.modules["gust"] = gust
sys.modules["gust.cli"] = cli
