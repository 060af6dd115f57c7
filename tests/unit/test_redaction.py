"""The redactor: whatever a secret was given to, it comes out masked."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.runner.capture import MAX_LINE, Lines
from tradewind.runner.codec import encode
from tradewind.runner.redaction import Redactor, found_in

SECRETS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="*"), min_size=4, max_size=30).filter(
    lambda text: len(text.strip()) >= 4 and "\n" not in text and text.splitlines() == [text]
)


def redactor(*values: str) -> Redactor:
    made = Redactor()
    for number, value in enumerate(values):
        made.add(f"S{number}", value)
    return made


@given(SECRETS, st.text(max_size=20), st.text(max_size=20))
def test_nothing_of_a_secret_is_left(secret, before, after):
    mask = redactor(secret)
    for form in (secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe="")):
        assert form not in mask.text(before + form + after).replace("***", "\0")


def test_empty_ones_cost_nothing():
    assert not Redactor()
    lines = [(1.0, "out", "text")]
    assert Redactor().lines(lines) == lines


def test_lines_of_a_secret_and_texts_of_json():
    mask = redactor("first line\nsecond line", '{"user": "someone", "n": 12, "deep": ["inside"]}')
    assert mask.text("> second line and first line") == "> *** and ***"
    assert mask.text("someone is inside, n = 12") == "*** is ***, n = 12"


def test_the_longer_of_two_goes_first():
    assert redactor("pass", "pass-word").text("pass-word, pass") == "***, ***"


def test_short_ones_are_masked_where_they_stand_alone():
    assert redactor("ab").text("ab, cab, a=ab") == "***, cab, a=***"


def test_plain_data():
    mask = redactor("hidden")
    assert mask.plain({"a hidden key": ["hidden", 1, None, ("x", "hidden!")]}) == {
        "a *** key": ["***", 1, None, ["x", "***!"]]
    }


def test_a_secret_that_a_long_line_is_cut_in():
    mask, stream = redactor("hidden-in-the-middle"), Lines("out")
    data = b"x" * (MAX_LINE - 5) + b"hidden-in-the-middle" + b"y" * 100 + b"\n"
    lines = mask.lines([(0.0, "out", text) for text in stream.feed(data)])
    assert "hidden" not in "".join(text for _, _, text in lines)
    assert "middle" not in "".join(text for _, _, text in lines)


@pytest.mark.parametrize("value", ["hidden", {"a": ["x hidden y"]}, {"hidden": 1}, b"hidden", ("hidden",)])
def test_outputs_that_contain_a_secret(value):
    assert found_in(encode(value)[1], [("OTHER", "other-one"), ("NAME", "hidden")]) == "NAME"


def test_outputs_that_do_not():
    assert found_in(encode({"a": "abc"})[1], [("NAME", "hidden"), ("SHORT", "ab")]) is None
    assert found_in(encode({"a": "ab"})[1], [("SHORT", "ab")]) == "SHORT"
