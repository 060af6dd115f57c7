"""Reads the examples out of a Markdown page and runs them, in order, in one empty folder.

What makes a fence an example:

* ```` ```python ```` whose first line is `# name.py`: written to that file and run by `python name.py`, alone.
* ```` ```yaml ```` whose first line is `# name.yaml`: written to that file.
* other ```` ```python ```` fences: run one after another in one interpreter, names carried over; `>>>` prompts in them
  are a doctest.
* ```` ```console ````: each line that starts with `$ ` runs in bash; what follows up to the next one is the expected
  output (none: not compared). `...` alone on a line stands for any lines, `...` in a line for any text. Times, ids,
  dates and temporary paths are normalised on both sides, runs of blanks count as one.

A comment on the line before a fence changes that: `<!-- no-run: reason -->`, `<!-- write-only: reason -->` (of
a named file), `<!-- exit: 1 -->` (exit code of its last command), `<!-- any-order -->` (lines of concurrent tasks).

What a page leaves in `pictures/` is compared with the files of that name in docs/pictures, which the pages show; with
`TRADEWIND_RENEW_PICTURES=1` set these are written instead. Of a chart of time neither places nor
the number of bars count.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"(?:^<!-- (?P<note>[^>]*?) -->\n)?^```(?P<lang>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(r"# ([\w./-]+\.(?:py|yaml))(?:[ \t].*)?$", re.MULTILINE)

NORMAL = [
    (re.compile(r"\x1b\[[\d;]*m"), ""),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?"), "<when>"),
    (re.compile(r"\b\d\d:\d\d:\d\d(\.\d+)?\b"), "<when>"),
    (re.compile(r"(?<![\w.])(\d+m ?)?\d+(\.\d+)? ?(ms|s|µs)\b"), "<time>"),
    (re.compile(r"\b(manual|scheduled|backfill|test)__<when>\S*"), "<run>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{6,64}\b"), "<id>"),
    (re.compile(r"[ \t]+"), " "),
]


@dataclass
class Example:
    """One fence. `line` is where its body starts in the page."""

    lang: str
    body: str
    note: str
    line: int


def read(page: Path) -> list[Example]:
    """The runnable fences of a page, in order."""
    text = page.read_text()
    found = []
    for match in FENCE.finditer(text):
        note = match["note"] or ""
        if match["lang"] in {"python", "console", "yaml"} and not note.startswith("no-run:"):
            found.append(Example(match["lang"], match["body"], note, text.count("\n", 0, match.start("body")) + 1))
    return found


def links(page: Path) -> list[str]:
    """Relative links of a page, without their anchors."""
    found = re.findall(r"\]\((?!\w+:|#)([^)#]+)(?:#[^)]*)?\)", page.read_text())
    return [link.strip() for link in found]


def normal(text: str, folder: Path, any_order: bool = False) -> list[str]:
    """Lines without what differs from run to run."""
    text = text.replace(str(folder), ".")
    for pattern, replacement in NORMAL:
        text = pattern.sub(replacement, text)
    lines = [line.strip() for line in text.strip().splitlines()]
    return sorted(lines) if any_order else lines


def matches(expected: list[str], actual: list[str]) -> bool:
    """Whether `actual` is `expected`, where `...` stands for any lines, or for any text within a line."""
    pattern = "".join(
        "(?:[^\n]*\n)*" if line == "..." else re.escape(line).replace(r"\.\.\.", "[^\n]*") + "\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in actual)) is not None


def commands(body: str) -> list[tuple[str, str]]:
    """(command, expected output) of a console fence."""
    found: list[tuple[str, str]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif found:
            command, expected = found[-1]
            found[-1] = (f"{command}\n{line}", "") if command.endswith("\\") else (command, f"{expected}{line}\n")
    return found


def run_console(example: Example, folder: Path, env: dict[str, str]) -> str | None:
    """Run its commands; what differs, or None."""
    wanted = re.search(r"exit: (\d+)", example.note)
    todo = commands(example.body)
    for number, (command, expected) in enumerate(todo, 1):
        done = subprocess.run(
            ["bash", "-c", command.replace(".venv/bin/", "")],
            cwd=folder, env=env, text=True, check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        code = int(wanted[1]) if wanted and number == len(todo) else 0
        if done.returncode != code:
            return f"`{command}` ended with {done.returncode}, not {code}:\n{done.stdout}"
        any_order = "any-order" in example.note
        left, right = normal(expected, folder, any_order), normal(done.stdout, folder, any_order)
        if expected.strip() and not matches(left, right):
            return (
                f"`{command}` printed\n{done.stdout}\nnormalised:\n"
                + "\n".join(right)
                + "\nexpected:\n"
                + "\n".join(left)
            )
    return None


class Interpreter:
    """One Python process in which the unnamed fences of a page run, so that names carry over."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        answers, self._write = os.pipe()
        self._answers = os.fdopen(answers)
        driver = Path(__file__).with_name("interpreter.py")
        self._process = subprocess.Popen(
            [sys.executable, str(driver), str(self._write)],
            cwd=folder, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=[self._write],
        )  # fmt: skip
        os.close(self._write)

    def run(self, path: Path) -> str | None:
        """Run a file; what went wrong, or None."""
        assert self._process.stdin
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        return json.loads(self._answers.readline() or '"the interpreter ended"')

    def close(self) -> None:
        self._process.communicate()
        self._answers.close()


def run_file(path: Path, folder: Path, env: dict[str, str]) -> str | None:
    """Run a file as a user would; what went wrong, or None."""
    done = subprocess.run(
        [sys.executable, str(path)],
        cwd=folder, env=env, text=True, check=False, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return None if done.returncode == 0 else done.stdout + done.stderr


def picture(path: Path) -> list[str]:
    """The lines of a picture without what differs from run to run."""
    lines = normal(path.read_text(), path.parent)
    if "gantt" in path.name:
        places = re.compile(r'\b(x|x1|x2|y|y1|y2|width|height|viewBox|transform)="[^"]*"')
        lines = [line for line in lines if "tw-rule" not in line and 'text-anchor="middle"' not in line]  # the scale
        lines = sorted(" ".join(sorted(set(re.findall("<[^<]*", places.sub("", line))))) for line in lines)
    return lines


def stale_pictures(made: Path, shown: Path) -> list[str]:
    """What is wrong with the pictures of a page: those in `made` are new, those in `shown` are what its readers see."""
    stale = []
    for new in sorted(made.glob("*.svg")):
        old = shown / new.name
        if os.environ.get("TRADEWIND_RENEW_PICTURES"):
            old.parent.mkdir(exist_ok=True)
            old.write_text(new.read_text())
        if not old.exists() or picture(new) != picture(old):
            stale.append(f"docs/pictures/{new.name} isn't what its command makes; set TRADEWIND_RENEW_PICTURES=1 once")
    return stale


def run_page(page: Path, folder: Path, env: dict[str, str]) -> list[str]:
    """Run every example of a page in `folder`; what failed, with `page:line`."""
    failed = []
    interpreter = Interpreter(folder, env)
    try:
        for number, example in enumerate(read(page), 1):
            name = FILE_NAME.match(example.body)
            if example.lang == "console":
                problem = run_console(example, folder, env)
            else:
                path = folder / (name[1] if name else f"example_{number:02}.py")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(example.body)
                if example.note.startswith("write-only:") or example.lang == "yaml":
                    problem = None
                else:
                    problem = run_file(path, folder, env) if name else interpreter.run(path)
            if problem:
                failed.append(f"{page.name}:{example.line}: {problem}")
    finally:
        interpreter.close()
    return failed
