"""JSON by the C functions says what `json` says, errors included."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.gust import wire

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES) | st.lists(VALUES), st.booleans())
def test_values(value, ascii_only):
    text = wire.dumps(value, ascii_only=ascii_only)
    assert text == json.dumps(value, ensure_ascii=ascii_only)
    assert wire.loads(text) == value


@given(st.text(alphabet='{}[]",:0123456789.eE+- \n\tntfalsruNI\\u', max_size=20))
def test_texts(text):
    assert outcome(wire.loads, text) == outcome(json.loads, text)


def outcome(loads, text):
    """What it gives, or what it raises; NaN equals itself as text."""
    try:
        return repr(loads(text))
    except ValueError as error:
        return type(error), str(error)


@pytest.mark.parametrize("value", [{"a": {1}}, {"a": float("nan")}, {(1, 2): 3}])
def test_what_json_cannot_hold(value):
    with pytest.raises((TypeError, ValueError)) as caught:
        wire.dumps(value)
    with pytest.raises(type(caught.value)) as expected:
        json.dumps(value, allow_nan=False)
    assert str(caught.value) == str(expected.value)


def test_a_circle():
    value: list = []
    value.append(value)
    with pytest.raises(ValueError, match="Circular"):
        wire.dumps(value)
