"""What is in the wheel and the sdist, and that the wheel installs and runs on every supported Python at hand."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

VERSIONS = ["3.11", "3.12", "3.13", "3.14"]


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    found = sorted((checkout / "dist").glob("tradewind-*.whl"))
    if not found:
        pytest.skip("no wheel in dist/: run `make wheel`")
    return found[-1]


@pytest.fixture(scope="module")
def sdist(checkout: Path) -> Path:
    found = sorted((checkout / "dist").glob("tradewind-*.tar.gz"))
    if not found:
        pytest.skip("no sdist in dist/: run `make wheel`")
    return found[-1]


def names_in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def source_files(checkout: Path) -> set[str]:
    """What git tracks below `python/`, relative to it."""
    out = subprocess.run(["git", "ls-files", "python"], cwd=checkout, check=True, capture_output=True, text=True).stdout
    return {line.removeprefix("python/") for line in out.splitlines() if (checkout / line).is_file()}


def test_the_tested_package_is_the_wheel(checkout: Path) -> None:
    import tradewind

    home = Path(tradewind.__file__)
    if "site-packages" not in home.parts:
        pytest.skip(f"an editable install at {home}: `make test-py` tests the wheel")
    assert not (checkout / "python").is_relative_to(home.parents[1])


def test_wheel_holds_the_package_and_nothing_else(checkout: Path, wheel: Path) -> None:
    names = names_in_wheel(wheel)
    package = {name for name in names if ".dist-info/" not in name}
    assert package == source_files(checkout) | {"tradewind/_core.abi3.so"}
    assert {"gust.py", "vortex.py", "tradewind/py.typed", "tradewind/_core.pyi"} <= package


def test_wheel_is_abi3(wheel: Path) -> None:
    assert re.fullmatch(r"tradewind-[\d.]+-cp311-abi3-\w+\.whl", wheel.name)


def test_wheel_metadata(checkout: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        home = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(home).decode()
        entry_points = archive.read(home.replace("METADATA", "entry_points.txt")).decode()
        licence = archive.read(home.replace("METADATA", "licenses/LICENSE")).decode()
    assert "License-Expression: MIT OR Apache-2.0" in metadata
    assert "Requires-Python: >=3.11" in metadata
    assert "tradewind=tradewind.cli:main" in entry_points.replace(" ", "")
    assert licence == (checkout / "LICENSE").read_text()


def test_sdist_builds_what_it_holds(sdist: Path) -> None:
    """`make wheel` builds the wheel from the sdist, so it is complete; here: nothing stray, nothing forgotten."""
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {
        "python/gust.py",
        "python/vortex.py",
        "src/lib.rs",
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "pyproject.toml",
    } <= names
    strays = [name for name in names if re.search(r"\.(so|pyc|db|whl)$|__pycache__|(^|/)\.(venv|tradewind|git/)", name)]
    assert strays == []


def interpreters() -> list[object]:
    found: list[object] = []
    for version in VERSIONS:
        homes = [*Path.home().glob(f".pyenv/versions/{version}*/bin/python"), Path(f"/usr/bin/python{version}")]
        on_path = shutil.which(f"python{version}")
        homes += [Path(on_path)] if on_path else []
        usable = next((str(home) for home in homes if is_python(home, version)), None)
        missing = pytest.mark.skip(reason=f"no Python {version} here")
        found.append(pytest.param(usable, id=version, marks=[] if usable else [missing]))
    return found


def is_python(home: Path, version: str) -> bool:
    if not home.exists():
        return False
    say = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([str(home), "-c", say], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version


def new_environment(python: str, home: Path) -> list[str]:
    """Make it; the command that installs into it (our own pip: to copy one takes most of the time that it costs)."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(home)], check=True)
    return [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "--disable-pip-version-check", "-q"]


@pytest.mark.parametrize("python", interpreters())
def test_wheel_runs_in_a_fresh_environment(python: str, wheel: Path, checkout: Path, tmp_path: Path) -> None:
    """Dependencies come from the constraints; files are checked and run by the installed command; uninstalling leaves
    nothing."""
    home = tmp_path / "venv"
    pip = new_environment(python, home)
    subprocess.run([*pip, "install", "-c", str(checkout / "constraints.txt"), str(wheel)], check=True)
    file = tmp_path / "hello.py"
    file.write_text(
        "from vortex import DAG\n"
        "from vortex.operators.bash import BashOperator\n"
        "with DAG(dag_id='hello', schedule_interval=None) as dag:\n"
        "    BashOperator(task_id='greet', bash_command='echo hello')\n"
    )
    subprocess.run([str(home / "bin/python"), str(file)], check=True, cwd=tmp_path)
    subprocess.run([str(home / "bin/python"), "-c", "import tradewind; tradewind.DAG"], check=True, cwd=tmp_path)
    for verb, path in [("check", file), ("run", file), ("run", checkout / "examples" / "sales_report.py")]:
        command = [str(home / "bin/tradewind"), verb, str(path)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    classes = tmp_path / "classes.py"
    classes.write_text("from gust import Dag, task\nclass Hello(Dag):\n    @task\n    def hello(self, ctx): ...\n")
    for command in (["tradewind", "run"], ["gust", "parse", "--file"], ["gust-py", "parse", "--file"]):
        subprocess.run([home / "bin" / command[0], *command[1:], classes], cwd=tmp_path, check=True)
    code = "import gust, gust.cli, tradewind.gust; assert gust is tradewind.gust; assert gust.cli is tradewind.gust.cli"
    subprocess.run([str(home / "bin/python"), "-c", code], check=True, cwd=tmp_path)
    assert "EUR from" in (tmp_path / "sales-report" / "report.md").read_text()
    subprocess.run([*pip, "uninstall", "-y", "tradewind"], check=True)
    assert [p for p in home.rglob("*") if p.name.startswith(("gust", "tradewind", "vortex"))] == []


@pytest.fixture(scope="module")
def vortex_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy distribution that owns a package named `vortex`, made by hand: no build backend needed."""
    path = tmp_path_factory.mktemp("toy") / "vortex-9.0-py3-none-any.whl"
    info = "vortex-9.0.dist-info"
    files = {
        "vortex/__init__.py": "OWNER = 'the real one'\n",
        "vortex/storage.py": "WHERE = 'real'\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: vortex\nVersion: 9.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: by-hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("ours_first", [True, False])
@pytest.mark.parametrize("gone", ["vortex", "tradewind"])
def test_a_real_vortex_package_stays_whole(
    wheel: Path, vortex_wheel: Path, tmp_path: Path, ours_first: bool, gone: str
) -> None:
    """Side by side the real package wins; whichever is uninstalled, the other's imports go on working."""
    home = tmp_path / "venv"
    pip = new_environment(sys.executable, home)
    python = str(home / "bin/python")
    wheels = [str(wheel), str(vortex_wheel)] if ours_first else [str(vortex_wheel), str(wheel)]
    for one in wheels:
        subprocess.run([*pip, "install", "--no-deps", "--no-index", one], check=True)

    def says(code: str) -> str:
        return subprocess.run(
            [python, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path
        ).stdout.strip()

    assert says("import vortex, vortex.storage; print(vortex.OWNER, vortex.storage.WHERE)") == "the real one real"
    subprocess.run([*pip, "uninstall", "-y", gone], check=True)
    if gone == "tradewind":
        assert says("import vortex, vortex.storage; print(vortex.OWNER, vortex.storage.WHERE)") == "the real one real"
    else:
        assert says("import vortex; print(vortex.DAG.__module__.split('.')[0])") == "tradewind"
