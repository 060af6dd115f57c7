"""The reader of examples itself: what it takes for an example, what it forgives, and that it can fail."""

import os
from pathlib import Path

import pytest

from docs import examples

PAGE = """
# A page

```python
# dags/answer.py
answer = 6

print(answer * 7)
```

```python
answer = 42
```

```python
>>> answer
42
```

```console
$ python dags/answer.py
42
$ echo took 0.31s by run 1a2b3c4d
took 12ms by run ffee0011
$ printf 'one\\ntwo\\nthree'
one
...
```

<!-- exit: 3 -->
```console
$ exit 3
```

<!-- no-run: installs -->
```console
$ exit 9
```
"""


@pytest.fixture
def env() -> dict[str, str]:
    return dict(os.environ)


def test_a_page_that_holds(tmp_path: Path, env: dict[str, str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert examples.run_page(page, tmp_path, env) == []
    assert [one.lang for one in examples.read(page)] == ["python", "python", "python", "console", "console"]


@pytest.mark.parametrize(
    "fence",
    [
        "```python\nraise ValueError\n```",
        "```python\n# x.py\nraise ValueError\n```",
        "```python\n>>> 1 + 1\n3\n```",
        "```console\n$ false\n```",
        "```console\n$ echo one\ntwo\n```",
        "<!-- exit: 1 -->\n```console\n$ true\n```",
    ],
)
def test_a_page_that_does_not_hold(fence: str, tmp_path: Path, env: dict[str, str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"text\n\n{fence}\n")
    failed = examples.run_page(page, tmp_path, env)
    assert len(failed) == 1
    assert failed[0].startswith("page.md:")


def test_a_picture_that_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRADEWIND_RENEW_PICTURES", raising=False)
    made, shown = tmp_path / "made", tmp_path / "shown"
    made.mkdir()
    shown.mkdir()
    (made / "a.svg").write_text("<svg>\n<text>load 0.31s</text></svg>")
    (shown / "a.svg").write_text("<svg>\n<text>load 12.4s</text></svg>")
    assert examples.stale_pictures(made, shown) == []
    (made / "a.svg").write_text("<svg>\n<text>clean 0.31s</text></svg>")
    assert len(examples.stale_pictures(made, shown)) == 1
    (made / "a_gantt.svg").write_text('<rect x="1" width="2" y="3"/>')
    (shown / "a_gantt.svg").write_text('<rect x="4" width="5" y="3"/>')
    assert len(examples.stale_pictures(made, shown)) == 1
    (made / "new.svg").write_text("<svg/>")
    assert len(examples.stale_pictures(made, shown)) == 2
