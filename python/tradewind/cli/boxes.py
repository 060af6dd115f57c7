"""Boxes around lines of text: groups around the lines of their tasks."""

from __future__ import annotations

from collections.abc import Sequence

from tradewind.cli.terminal import Terminal, fit, pad, visible
from tradewind.drawing.wording import short

CLOSED = 48
"""Columns from which on a box has a right side."""


class Boxes:
    """The boxes of a column of text.

    Args:
        paths: the groups around each line, outermost first. Where lines of a group don't follow one another it is drawn
            again, with `…` after its name.
        bodies: what stands in each line; cut where there is no room.
        width: columns of all.
    """

    def __init__(self, paths: Sequence[Sequence[str]], bodies: Sequence[str], width: int, terminal: Terminal) -> None:
        self._paths = paths
        self._bodies = bodies
        self._width = width
        self._terminal = terminal
        self._closed = width >= CLOSED
        self._boxes: list[list[int]] = []  # the numbers of the boxes around each line
        self._right: list[int] = []  # the column of each box's right side
        self._titles: list[str] = []
        self._measure()

    def _measure(self) -> None:
        seen: set[str] = set()
        inside: list[int] = []
        before: Sequence[str] = ()
        for at, path in enumerate(self._paths):
            inside = inside[: _shared(before, path)]
            for level in range(len(inside), len(path)):
                name = short(path[level], path[level - 1] if level else None)
                self._titles.append(f"{name} …" if path[level] in seen else name)
                seen.add(path[level])
                inside.append(len(self._right))
                self._right.append(0)
            self._boxes.append(list(inside))
            before = path
            depth = len(path)
            for level, box in enumerate(inside):
                least = max(2 * depth + visible(self._bodies[at]), 2 * level + 5 + visible(self._titles[box]))
                wanted = least + 1 + 2 * (depth - 1 - level)
                self._right[box] = min(max(self._right[box], wanted), self._width - 1 - 2 * level)

    def line(self, at: int) -> str:
        """A line with its body."""
        path, boxes = self._paths[at], self._boxes[at]
        if not boxes or not self._closed:
            return self._sides(len(path)) + self._bodies[at]
        room = max(self._right[boxes[-1]] - 1 - 2 * len(path), 0)
        return self._closing_sides(self._sides(len(path)) + fit(self._bodies[at], room), boxes)

    def between(self, at: int) -> list[str]:
        """What stands between a line and the next one: ends of boxes, then begins."""
        boxes = self._boxes[at] if at >= 0 else []
        after = self._boxes[at + 1] if at + 1 < len(self._boxes) else []
        depth = _shared(boxes, after)
        ends = [self._border(boxes, level, "╰", "╯") for level in reversed(range(depth, len(boxes)))]
        return ends + [self._border(after, level, "╭", "╮") for level in range(depth, len(after))]

    def gap(self, at: int) -> str:
        """An empty line after a line."""
        after = self._boxes[at + 1] if at + 1 < len(self._boxes) else []
        boxes = self._boxes[at][: _shared(self._boxes[at], after)]
        sides = self._sides(len(boxes))
        return self._closing_sides(sides, boxes) if self._closed and boxes else sides.rstrip()

    def _border(self, boxes: Sequence[int], level: int, left: str, right: str) -> str:
        title = self._titles[boxes[level]] if left == "╭" else ""
        paint = self._terminal.paint
        if not self._closed:
            return self._sides(level) + paint(left, "dim") + (f" {paint(title, 'bold')}" if title else "")
        inner = self._right[boxes[level]] - 2 * level - 1
        named = fit(title, max(inner - 4, 1))
        text = paint(left, "dim")
        if named:
            text += f"{paint('─', 'dim')} {paint(named, 'bold')} "
        rest = inner - (visible(named) + 3 if named else 0)
        return self._closing_sides(self._sides(level) + text + paint("─" * rest + right, "dim"), boxes[:level])

    def _sides(self, depth: int) -> str:
        return self._terminal.paint("│ " * depth, "dim")

    def _closing_sides(self, text: str, boxes: Sequence[int]) -> str:
        for box in reversed(boxes):
            text = pad(text, self._right[box]) + self._terminal.paint("│", "dim")
        return text


def _shared(a: Sequence[object], b: Sequence[object]) -> int:
    """How many items both begin with."""
    return next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
