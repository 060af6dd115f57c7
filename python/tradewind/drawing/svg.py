"""What every SVG of ours is made of: escaped text, measured text, and one style sheet for light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from tradewind.drawing.theme import DARK, FAMILY, LIGHT, SIGNS, Theme

Paper = Literal["light", "dark", "auto"]

_FONT = "ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_NARROW, _WIDE = frozenset("iljtfrI.,:;|!'()[]{} "), frozenset("mwMW@%—…")


def escape(text: str) -> str:
    """`text` as XML content or the value of an attribute; what XML can't hold becomes U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_MARKUP)


def width(text: str, size: float = 13) -> float:
    """About how wide a text is, rather too wide than too narrow."""
    em = 0.0
    for sign in text:
        if sign in _NARROW:
            em += 0.34
        elif sign in _WIDE:
            em += 0.92
        elif sign.isupper() or sign in "_+=<>~#&":
            em += 0.70
        else:
            em += 0.58 if ord(sign) < 0x2E80 else 1.05
    return em * size


def cut(text: str, room: float, size: float = 13) -> str:
    """`text`, shortened in its middle to `room`: both ends of an id tell something."""
    text = " ".join(text.split())
    if width(text, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:  # how many signs may stay
        keep = (low + high + 1) // 2
        if width(_shortened(text, keep), size) <= room:
            low = keep
        else:
            high = keep - 1
    return _shortened(text, low)


def _shortened(text: str, keep: int) -> str:
    head = (keep + 1) // 2
    return f"{text[:head]}…{text[len(text) - (keep - head) :]}"


def number(value: float) -> str:
    """With one digit after the point at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def sign(state: str, x: float, y: float) -> str:
    """The sign of a state in a disc."""
    strokes = f'<path d="{SIGNS[state]}"/>' if state in SIGNS else ""
    at = f'transform="translate({number(x)} {number(y)})"'
    return f'<g class="tw-sign tw-{FAMILY[state]}" {at}><circle r="7"/>{strokes}</g>'


def document(title: str, size: tuple[float, float], body: Iterable[str], paper: Paper) -> str:
    """The whole picture.

    Args:
        title: for readers that see no picture.
        paper: `auto` follows the reader's `prefers-color-scheme`.
    """
    wide, high = (number(max(side, 1.0)) for side in size)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tw-{paper}" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" role="img" font-family="{_FONT}" font-size="13">'
    )
    return (
        "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{_style(paper)}</style>", *body, "</svg>"]) + "\n"
    )


def _style(paper: Paper) -> str:
    """Every rule below a class of its own: in a notebook the sheet holds for the whole page."""
    if paper != "auto":
        return _rules(f".tw-{paper}", DARK if paper == "dark" else LIGHT)
    return f"{_rules('.tw-auto', LIGHT)}@media (prefers-color-scheme:dark){{{_rules('.tw-auto', DARK)}}}"


def _rules(root: str, theme: Theme) -> str:
    rules = {
        ".tw-paper": f"fill:{theme.paper}",
        "text": f"fill:{theme.text}",
        ".tw-dim": f"fill:{theme.dim};font-size:11px",
        ".tw-edge": f"fill:none;stroke:{theme.edge};stroke-width:1.4",
        ".tw-arrow": f"fill:{theme.edge}",
        ".tw-rule": f"stroke:{theme.group.line};stroke-width:1",
        ".tw-group": f"fill:{theme.group.fill};stroke:{theme.group.line}",
        ".tw-name": f"fill:{theme.group.text};font-size:11px;font-weight:600;letter-spacing:.02em",
        ".tw-label": f"fill:{theme.dim};font-size:11px;stroke:{theme.paper};stroke-width:4px;paint-order:stroke",
        ".tw-between": f"stroke:{theme.dim};stroke-width:1.4;stroke-dasharray:2 3",
        ".tw-faint": "opacity:.55",
        ".tw-sign path": f"fill:none;stroke:{theme.paper};stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round",
    }
    for family, look in theme.looks.items():
        rules[f".tw-box.tw-{family}"] = f"fill:{look.fill};stroke:{look.line}"
        rules[f".tw-sign.tw-{family} circle"] = f"fill:{look.line}"
        rules[f".tw-bar.tw-{family}"] = f"fill:{look.line}"
        rules[f".tw-say.tw-{family}"] = f"fill:{look.text}"
    return "".join(f"{root} {name}{{{rule}}}" for name, rule in rules.items())
