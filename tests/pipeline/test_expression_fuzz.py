"""Expressions through Python: pipes against an oracle, batches against single evaluations, nonsense against nothing."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipe_oracle import ORACLE

from tradewind import _core
from tradewind.pipeline.expressions import (
    ExpressionError,
    extract_refs,
    resolve_expression,
    resolve_expressions,
    tokenize_expression,
    validate_expression,
)
from tradewind.pipeline.pipes import BUILTIN_PIPES, PIPE_ARITY

TEXTS = st.sampled_from(
    ["", " 1 ", "1.5", "-3", "1e400", "1_0", "nan", "/a//b/../c.tar.gz", ".bashrc", "a.", "%41%zz+", "it's ǆ ﬁ"]
) | st.text(st.characters(codec="utf-8", max_codepoint=0x148), max_size=12)
NUMBERS = st.integers(-(10**20), 10**20) | st.floats() | st.booleans()
VALUES = st.recursive(
    st.none() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=6,
)
ARGUMENTS = TEXTS | st.integers(-20, 20).map(str) | st.text("ab ,.", max_size=3)
PATTERNS = st.sampled_from(["", "a", "[a-z]+", "(", "[0-9]+[.]?", "b|ab", "^.", ".$", "(a+)+$", "x*"])


def same(left: Any, right: Any) -> bool:
    return type(left) is type(right) and repr(left) == repr(right)


@given(VALUES.filter(lambda value: value is not None), st.lists(ARGUMENTS, min_size=2, max_size=3), PATTERNS)
def test_every_pipe_is_what_python_would_make(value: Any, args: list[str], pattern: str) -> None:
    for name, oracle in ORACLE.items():
        least, most = PIPE_ARITY[name]
        for count in range(least, min(most, 3) + 1):
            given = [pattern] if name == "match" else args[:count]
            assert same(BUILTIN_PIPES[name](value, *given), oracle(value, *given)), (name, value, given)


def test_the_oracle_is_complete() -> None:
    assert sorted([*ORACLE, "required"]) == sorted(BUILTIN_PIPES)


CHAINS = st.lists(
    st.builds(
        lambda name, args: f"{name}({','.join(args)})" if args else name,
        st.sampled_from([*PIPE_ARITY, "nope"]),
        st.lists(st.text("ab01-_.\\ *+?[]^$", max_size=4), max_size=2),
    ),
    max_size=4,
).map(lambda calls: "".join(f" | {call}" for call in calls))


def outcome(work: Any, *args: Any) -> str:
    try:
        return repr(work(*args))
    except ExpressionError as error:
        return f"{error} at {error.position}"


@given(chain=CHAINS, text=st.text("x ", max_size=2), value=VALUES)
def test_a_batch_is_its_single_evaluations(chain: str, text: str, value: Any) -> None:
    source = f"{text}{{s.v{chain}}}{{input.k}}" if text else f"{{s.v{chain}}}"
    single = outcome(resolve_expression, source, lambda ns, key: value if ns == "s" else 7)
    rows = [{"s": {"v": value, "unread": object()}}] * 2
    batch = outcome(resolve_expressions, source, rows, {"input": {"k": 7}})
    assert batch in (single, f"[{single}, {single}]")


@given(st.binary(max_size=200) | st.text("{}()|.,\\ ab1é", max_size=80).map(str.encode))
def test_no_template_does_harm(template: bytes) -> None:
    source = template.decode("utf-8", "replace")
    outcomes = [
        outcome(work, source)
        for work in (tokenize_expression, extract_refs, lambda text: resolve_expression(text, lambda *_: "x"))
    ]
    wrong = validate_expression(source)
    if wrong is None:
        assert not outcomes[2].startswith(("Unknown", "Pipe"))
    else:
        assert outcomes[2].startswith((wrong, wrong.split(" expects")[0]))


def test_rows_read_only_what_is_named() -> None:
    class Loud(dict):
        """A dict whose other fields nobody may touch."""

        def __iter__(self):
            raise AssertionError("read as a whole")

    rows = [{"s": Loud(title="one", other=1)}, {"s": [Loud(title="a"), Loud(x=1), Loud(title="b")]}, {"s": []}, {}]
    assert resolve_expressions("{s.title}", rows) == ["one", ["a", "b"], None, None]
    assert resolve_expressions("{s.title | upper}!", rows) == ["ONE!", "['A', 'B']!", "!", "!"]
    marker = object()
    assert resolve_expressions("{s.title}", [{"s": {"title": marker}}])[0] is marker
    assert resolve_expressions("{s.a}{input.b}", [{"s": {"a": 1}}] * 2, {"input": {"b": "x"}}) == ["1x", "1x"]
    assert resolve_expressions("text", []) == []
    for wrong in ([1], [{"s": 1}], [{"s": [1]}]):
        with pytest.raises(TypeError):
            resolve_expressions("{s.a}", wrong)


def test_a_lone_surrogate_is_no_reason_to_panic() -> None:
    assert resolve_expressions("{s.a | upper}", [{"s": {"a": "x\ud800"}}]) == ["X\ufffd\ufffd\ufffd"]
    assert resolve_expressions("{s.a}", [{"s": {"a": "x\ud800"}}]) == ["x\ud800"]


def test_a_launch_shares_one_budget() -> None:
    upper = _core.Expression("{s.t | upper}")
    budget = _core.WorkBudget(steps=10, size=100)
    assert upper.evaluate_rows([{"s": {"t": "abc"}}] * 3, budget=budget) == ["ABC"] * 3
    assert (budget.steps, budget.size) == (4, 91)
    with pytest.raises(ExpressionError, match="the expressions of one launch take too many steps"):
        upper.evaluate_rows([{"s": {"t": "abc"}}] * 3, budget=budget)
    assert budget.steps == 0
    with pytest.raises(ExpressionError, match=r"^expression result is too large$") as caught:
        upper.evaluate_rows([{"s": {"t": "abc"}}], size=2)
    assert caught.value.position == 0
    assert pickle.loads(pickle.dumps(caught.value)).position == 0


def test_growth_ends_before_memory_does() -> None:
    grown = "{s.t" + " | replace(,aaaaaaaa)" * 16 + "}"
    with pytest.raises(ExpressionError, match="too large"):
        resolve_expression(grown, lambda *_: "x" * 1000)
    deep: list[Any] = []
    for _ in range(1000):
        deep = [deep]
    with pytest.raises(RecursionError):
        resolve_expression("{s.t | string}", lambda *_: deep)
    assert resolve_expression("{s.t}", lambda *_: deep) is deep
