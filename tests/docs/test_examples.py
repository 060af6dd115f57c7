"""Every example in README, docs/ and docstrings runs, against the installed package, in an empty folder."""

import doctest
import importlib
import os
import pkgutil
import re
import shutil
import sys
from pathlib import Path

import pytest

import tradewind
from docs import examples

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
HOME = Path(tradewind.__file__).parent


@pytest.fixture
def env() -> dict[str, str]:
    """A user's environment: the commands of this interpreter first, no terminal, no state elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRADEWIND_", "PYTEST_"))}
    bin_folder = os.path.dirname(sys.executable)
    return kept | {"PATH": f"{bin_folder}:{os.environ['PATH']}", "COLUMNS": "100", "LC_ALL": "C.UTF-8", "TERM": "dumb"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page(page: Path, tmp_path: Path, env: dict[str, str]) -> None:
    shutil.copytree(CHECKOUT / "examples", tmp_path / "examples")
    failed = examples.run_page(page, tmp_path, env)
    failed += examples.stale_pictures(tmp_path / "pictures", CHECKOUT / "docs" / "pictures")
    assert not failed, "\n".join(failed)


def test_every_picture_is_made_by_a_page() -> None:
    making = re.compile(r"> pictures/([\w-]+\.svg)$", re.MULTILINE)
    made = {name for page in PAGES[1:] for name in making.findall(page.read_text())}
    assert {path.name for path in (CHECKOUT / "docs" / "pictures").iterdir()} == made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    dead = [link for link in examples.links(page) if not (page.parent / link).exists()]
    assert not dead, dead


def test_the_index_leads_to_every_page() -> None:
    index = CHECKOUT / "docs" / "index.md"
    assert {*examples.links(index), "index.md"} >= {page.name for page in PAGES[1:]}


def test_the_design_page_names_files_that_exist() -> None:
    text = (CHECKOUT / "docs" / "design.md").read_text()
    named = {
        name for name in re.findall(r"`([\w.*/-]+)`", text) if "/" in name.strip("./") or name.endswith((".py", ".rs"))
    }
    rooms = [CHECKOUT, CHECKOUT / "python" / "tradewind", CHECKOUT / "python" / "tradewind" / "cli"]
    missing = [name for name in named if not any(any(room.glob(name.removesuffix("/"))) for room in rooms)]
    assert not missing, missing


def modules() -> list[str]:
    found = [
        info.name for info in pkgutil.walk_packages([str(HOME)], "tradewind.") if not info.name.endswith("__main__")
    ]
    return ["tradewind", *found]


@pytest.mark.parametrize("name", modules())
def test_docstrings(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testmod(module, optionflags=flags, exclude_empty=True)
    assert result.failed == 0


def test_docstrings_of_the_extension(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extension is documented in its stub."""
    monkeypatch.chdir(tmp_path)
    stub = HOME / "_core.pyi"
    test = doctest.DocTestParser().get_doctest(stub.read_text().replace('"""', "\n"), {}, "_core", str(stub), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.failures == 0
