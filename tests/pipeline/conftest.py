"""Pipeline tests share their stores as plain modules."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
