import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crash.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project(tmp_path)
    yield made
    for pid in made.processes():  # a failed test must not leave any behind
        os.kill(pid, signal.SIGKILL)
