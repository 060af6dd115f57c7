"""What `import tradewind` offers, and what importing costs in modules."""

import subprocess
import sys

import tradewind


def test_every_name_resolves():
    for name in tradewind.__all__:
        assert getattr(tradewind, name) is not None
    assert set(tradewind.__all__) < set(dir(tradewind))
    assert tradewind.__version__


def test_authoring_imports_nothing_heavy(tmp_path):
    code = """
import sys
import tradewind
assert not [name for name in sys.modules if name.startswith("tradewind.")]
from tradewind import DAG, BaseOperator, Label, Param, TaskGroup, chain
from tradewind.operators import BashOperator, EmptyOperator, PythonOperator
heavy = {"typing", "dataclasses", "inspect", "logging", "re", "subprocess", "jinja2", "croniter", "msgpack", "asyncio"}
print(sorted(heavy & set(sys.modules)), [name for name in sys.modules if name.endswith("_core")])
"""
    # without `site`: what a virtual environment's .pth files import isn't ours
    path = [folder for folder in sys.path if folder]
    start = f"import sys; sys.path[:] = {path!r}\n"
    shown = subprocess.run(
        [sys.executable, "-S", "-c", start + code], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert shown.stdout.strip() == "[] []"
