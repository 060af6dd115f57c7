"""The rules of the house that no linter knows: layers of the crate, sizes, words, what may stand in a tracked file."""

import re
import subprocess
from pathlib import Path

import pytest

RUST_LINES = 500
"""without the tests at the end of the file"""
PYTHON_LINES = 400

TOP_LEVEL = {
    ".ci", ".gitignore", ".rustfmt.toml",
    "CHANGELOG.md", "Cargo.lock", "Cargo.toml", "LICENSE", "Makefile", "README.md", "benches",
    "constraints.txt", "docs", "examples", "pyproject.toml", "python", "src", "tests",
}  # fmt: skip

RUST_LAYERS = [{"py"}, {"run"}, {"fanout"}, {"expr", "graph", "scan"}, {"spec", "error"}]
"""Each may use those in later sets; `spec` uses `error`."""
RUST_ALLOWED = {
    module: set().union(*RUST_LAYERS[i + 1 :]) for i, layer in enumerate(RUST_LAYERS) for module in layer
} | {"spec": {"error"}, "scan": {"spec", "error"}}

WORKPLACE = re.compile(r"/wor[k]/|/tmp/t[w]\b|/far[m]/|\.librar[y]|far[m]-(bench|studio)|/roo[t]/|/hom[e]/\w")


@pytest.fixture(scope="module")
def tracked(checkout: Path) -> list[Path]:
    """Every tracked file, relative to the checkout."""
    out = subprocess.run(["git", "ls-files", "-z"], cwd=checkout, check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in out.split("\0") if name and (checkout / name).is_file()]


def module_of(path: Path) -> str:
    """`src/run/state.rs` -> `run`"""
    return path.parts[1].removesuffix(".rs")


def crate_imports(text: str) -> set[str]:
    """Modules of this crate that a Rust source names: `crate::graph::Graph`, `use crate::{error::Error, spec}`."""
    code = re.sub(r"//[^\n]*", "", text)
    single = re.findall(r"\b(?:crate|tradewind)::([a-z_]+)", code)
    braced = [
        name
        for group in re.findall(r"\bcrate::\{(.*?)\};", code, flags=re.DOTALL)
        for name in re.findall(r"(?:^|,)\s*([a-z_]+)", re.sub(r"\{[^{}]*\}", "", group))
    ]
    return set(single) | set(braced)


def test_reader_of_rust_imports() -> None:
    text = "use crate::{error::{Error, Result}, spec, Graph};\nuse crate::run::x; // crate::py"
    assert crate_imports(text) == {"error", "spec", "run"}


def test_rust_layers(checkout: Path, tracked: list[Path]) -> None:
    broken = []
    for path in tracked:
        if path.suffix != ".rs" or path.parts[0] != "src" or path.name == "lib.rs":
            continue
        own = module_of(path)
        assert own in RUST_ALLOWED, f"{path}: a room that the layers don't know; add it to RUST_LAYERS"
        used = crate_imports((checkout / path).read_text()) & RUST_ALLOWED.keys()
        broken += [f"{path} uses {name}" for name in sorted(used - RUST_ALLOWED[own] - {own})]
    assert not broken, broken


def test_only_src_py_knows_python(checkout: Path, tracked: list[Path]) -> None:
    named = [p for p in tracked if p.parts[0] == "src" and "pyo3" in (checkout / p).read_text()]
    assert [p for p in named if p.parts[1] != "py"] == []


def test_sizes(checkout: Path, tracked: list[Path]) -> None:
    large = []
    for path in tracked:
        if path.parts[0] in {"src", "python"} and path.suffix in {".rs", ".py"}:
            text = (checkout / path).read_text()
            if path.suffix == ".rs":
                text = re.split(r"^#\[cfg\(test\)\]\nmod \w+ \{", text, flags=re.MULTILINE)[0]
            lines, limit = text.count("\n"), RUST_LINES if path.suffix == ".rs" else PYTHON_LINES
            if lines > limit:
                large.append(f"{path}: {lines} lines, at most {limit}")
    assert not large, large


def test_lib_rs_is_a_table_of_contents(checkout: Path) -> None:
    assert (checkout / "src/lib.rs").read_text().count("\n") <= 40


def test_top_level(tracked: list[Path]) -> None:
    assert {p.parts[0] for p in tracked} <= TOP_LEVEL


def test_no_workplace_in_tracked_files(checkout: Path, tracked: list[Path]) -> None:
    found = []
    for path in tracked:
        for number, line in enumerate((checkout / path).read_text(errors="replace").splitlines(), 1):
            if WORKPLACE.search(line):
                found.append(f"{path}:{number}: {line.strip()[:80]}")
    assert not found, found


def test_urls_lead_to_places_that_last(checkout: Path, tracked: list[Path]) -> None:
    known = {"github.com", "msgpack.org", "www.apache.org", "www.w3.org"}
    found = {
        (str(path), host)
        for path in tracked
        for host in re.findall(r"https?://([\w.-]*\w)", (checkout / path).read_text(errors="replace"))
        if host not in known
    }
    assert not found, f"hosts of whom? {sorted(found)}"


def test_cargo_lock_names_only_the_default_index(checkout: Path) -> None:
    text = (checkout / "Cargo.lock").read_text()
    sources = set(re.findall(r'^source = "(.*)"$', text, flags=re.MULTILINE))
    assert sources == {"registry+https://github.com/rust-lang/crates.io-index"}


def test_constraints_are_names_and_versions(checkout: Path) -> None:
    lines = [line for line in (checkout / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_no_unfinished_work(checkout: Path, tracked: list[Path]) -> None:
    marks = re.compile(r"\b(todo!|unimplemented!|TODO|FIXME|XXX)\b")
    found = [p for p in tracked if p.parts[0] in {"src", "python"} and marks.search((checkout / p).read_text())]
    assert not found, found


def test_utils_has_no_room(tracked: list[Path]) -> None:
    assert [p for p in tracked if p.stem in {"utils", "util", "helpers", "misc", "common"}] == []


def test_version_is_written_once(checkout: Path) -> None:
    manifest = (checkout / "Cargo.toml").read_text()
    version = re.search(r'^version = "(.*)"$', manifest, flags=re.MULTILINE)
    assert version
    from tradewind import __version__

    assert __version__ == version[1]
    assert 'dynamic = ["version"]' in (checkout / "pyproject.toml").read_text()
