"""Params: what a run may be given."""

import pytest

from tradewind.authoring.params import Param, Params, check_params, param_from_text
from tradewind.errors import UsageError

DECLARED = Params(
    {
        "n": Param(3, type="integer", minimum=1, maximum=9),
        "mode": Param("fast", "how", enum=["fast", "slow"]),
        "must": Param(type="string", minLength=2, pattern="^[a-z]+$"),
        "maybe": Param(None, type=["null", "number"]),
        "day": Param("2024-01-01", type="string", format="date"),
        "names": Param(["x"], type="array", maxItems=2),
        "flag": Param(default=True, type="boolean"),
        "free": 5,
    }
).plain()


def test_plain_data():
    assert DECLARED["n"] == {
        "schema": {"type": "integer", "minimum": 1, "maximum": 9},
        "description": None,
        "required": False,
        "default": 3,
    }
    assert DECLARED["must"]["required"]
    assert "default" not in DECLARED["must"]
    assert Params({"x": Param(None, type="integer")}).plain()["x"]["required"]


@pytest.mark.parametrize(
    "given",
    [
        {"n": 9},
        {"n": 2.0},
        {"mode": "slow"},
        {"maybe": None},
        {"maybe": 1.5},
        {"day": "2024-02-29"},
        {"names": []},
        {"flag": False},
        {"free": object},
    ],
)
def test_accepted(given):
    given = {"must": "ok", **given}
    assert check_params(DECLARED, given, dag_id="d") == given


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"n": 0}, "parameter 'n' of DAG 'd': 0 is less than the minimum 1"),
        ({"n": 10}, "is more than the maximum 9"),
        ({"n": "3"}, "'3' is not of type integer"),
        ({"n": True}, "True is not of type integer"),
        ({"mode": "idle"}, "'idle' is none of 'fast', 'slow'"),
        ({"must": "x"}, "has fewer than 2 characters"),
        ({"must": "X9"}, "does not match the pattern"),
        ({"maybe": "x"}, "not of type null or number"),
        ({"day": "2024-02-30"}, "is no date in ISO form"),
        ({"names": [1, 2, 3]}, "has more than 2 items"),
        ({"flag": 1}, "1 is not of type boolean"),
        ({"mod": "x"}, "DAG 'd' has no parameter 'mod'; did you mean 'mode'"),
    ],
)
def test_refused(given, words):
    with pytest.raises(UsageError, match=words):
        check_params(DECLARED, {"must": "ok", **given}, dag_id="d")


def test_a_missing_one():
    with pytest.raises(UsageError, match="DAG 'd' needs parameter 'must'; give it: --param must=VALUE"):
        check_params(DECLARED, {}, dag_id="d")


def test_without_declarations_anything_goes():
    assert check_params({}, {"a": 1}, dag_id="d") == {"a": 1}


def test_typed_text():
    assert param_from_text(DECLARED, "n", "5") == 5
    assert param_from_text(DECLARED, "must", "5") == "5"
    assert param_from_text(DECLARED, "names", '["a"]') == ["a"]
    assert param_from_text(DECLARED, "free", "plain words") == "plain words"
    assert param_from_text({}, "x", "null") is None


def test_resolve():
    param = Param(4, type="integer", exclusiveMinimum=3, exclusiveMaximum=6)
    assert (param.resolve(), param.resolve(5)) == (4, 5)
    for bad in (3, 6):
        with pytest.raises(UsageError):
            param.resolve(bad)
    with pytest.raises(UsageError, match="without a default"):
        Param(type="string").resolve()
