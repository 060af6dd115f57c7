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
