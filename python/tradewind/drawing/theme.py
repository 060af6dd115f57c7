"""The look of a state: colours on light and on dark paper, and a sign, so that no state is told by its colour alone."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """Fill, line and text of a box."""

    fill: str
    line: str
    text: str


class Theme(NamedTuple):
    """Colours of one kind of paper."""

    paper: str
    text: str
    dim: str
    edge: str
    group: Look
    looks: dict[str, Look]
    """by family of states"""


FAMILY = {
    "success": "good",
    "failed": "bad",
    "crashed": "bad",
    "running": "busy",
    "up_for_retry": "again",
    "up_for_reschedule": "again",
    "upstream_failed": "held",
    "cancelled": "held",
    "queued": "wait",
    "scheduled": "wait",
    "deferred": "wait",
    "waiting": "wait",
    "skipped": "past",
    "filtered": "past",
    "removed": "past",
    "none": "plain",
}
"""state -> states that look alike"""

LIGHT = Theme(
    paper="#ffffff",
    text="#1f2933",
    dim="#6b7785",
    edge="#a3b0bd",
    group=Look("#f5f7fa", "#d5dde5", "#52606d"),
    looks={
        "plain": Look("#ffffff", "#b8c4cf", "#9aa5b1"),
        "good": Look("#edf8f1", "#58a879", "#2f855a"),
        "bad": Look("#fdeeee", "#d9534f", "#c0392b"),
        "busy": Look("#eaf3fd", "#3d8bd9", "#1f6fbf"),
        "again": Look("#fdf6e3", "#d9a521", "#a67c00"),
        "held": Look("#fdf2e6", "#d98e3d", "#b06a1a"),
        "wait": Look("#f2f0fb", "#9286cf", "#6a5cb8"),
        "past": Look("#f4f5f7", "#c3cbd3", "#8894a0"),
    },
)
DARK = Theme(
    paper="#12171d",
    text="#e4e9ee",
    dim="#8d99a6",
    edge="#52606d",
    group=Look("#191f27", "#303a45", "#a3b0bd"),
    looks={
        "plain": Look("#1d242c", "#4a5763", "#7b8794"),
        "good": Look("#16291f", "#3f8f63", "#6cc391"),
        "bad": Look("#311a1b", "#c0504d", "#f08a85"),
        "busy": Look("#14273a", "#3d8bd9", "#7db8f0"),
        "again": Look("#2e2611", "#b58a1b", "#e5c04f"),
        "held": Look("#2f2213", "#b9782f", "#eaa860"),
        "wait": Look("#221f36", "#7568b5", "#aca1e6"),
        "past": Look("#1a2027", "#3b4651", "#7b8794"),
    },
)

SIGNS = {
    "success": "M-3.6 .2 -1.2 2.7 3.6 -2.6",
    "failed": "M-2.8 -2.8 2.8 2.8M2.8 -2.8 -2.8 2.8",
    "crashed": "M-2.8 -2.8 2.8 2.8M2.8 -2.8 -2.8 2.8",
    "running": "M-2 -3 3 0 -2 3Z",
    "up_for_retry": "M2.9 -1.6A3.2 3.2 0 1 0 3.2 .9M3.1 -3.6V-1.4H.9",
    "up_for_reschedule": "M2.9 -1.6A3.2 3.2 0 1 0 3.2 .9M3.1 -3.6V-1.4H.9",
    "cancelled": "M-2.4 -2.4H2.4V2.4H-2.4Z",
    "upstream_failed": "M-3 0H3",
    "skipped": "M-3 0H3",
    "filtered": "M-3 0H3",
    "removed": "M-3 0H3",
    "queued": "M0 -2.6V.2L2 1.6",
    "scheduled": "M0 -2.6V.2L2 1.6",
    "deferred": "M0 -2.6V.2L2 1.6",
    "waiting": "M0 -2.6V.2L2 1.6",
}
"""Strokes around 0, 0, within 4 to each side; a task that nothing has touched has none."""
