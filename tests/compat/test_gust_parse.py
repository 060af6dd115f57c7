"""`gust parse`: gust-py's bytes for what it knows, then what its rules miss."""

from __future__ import annotations

import json
import subprocess
import textwrap
from pathlib import Path

import pytest

from compat.gust_port import GUST


def parse(path: Path) -> tuple[int, str, str]:
    done = subprocess.run([GUST, "parse", "--file", str(path)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def entries(tmp_path: Path, source: str) -> list[dict]:
    path = tmp_path / "dags.py"
    path.write_text(textwrap.dedent(source))
    code, out, err = parse(path)
    assert code == 0, err
    found: list[dict] = json.loads(out)
    return found


def test_the_bytes(tmp_path):
    path = tmp_path / "simple.py"
    path.write_text("from gust import Dag, task\nclass Simple(Dag):\n    @task\n    def hello(self, ctx): ...\n")
    expected = (
        '[{"mod": "Simple", "error": {}, "messages": [], "task_list": ["hello"], "stages": [], "tasks": '
        f'{{"hello": {{"downstream": [], "save": false}}}}, "file_path": "{path}", '
        '"options": {"schedule": null, "on_finished_callback": null}}]\n'
    )
    assert parse(path) == (0, expected, "")


def test_the_documented_examples(shared_examples):
    (hello,) = json.loads(parse(shared_examples / "gust_hello_world.py")[1])
    assert hello["task_list"] == ["first_task", "second_task"]
    assert hello["tasks"]["first_task"] == {"downstream": ["second_task"], "save": True}
    assert hello["options"] == {"schedule": "* * * * *", "on_finished_callback": "notify_something"}
    (mine,) = json.loads(parse(shared_examples / "gust_my_dag.py")[1])
    assert mine["tasks"] == {"hello": {"downstream": ["prepare"], "save": True}}


KNOWN = """
    import gust
    from gust import Dag, task
    def other(function): return function
    class A(Dag, object):
        schedule = "@hourly"
        def __init__(self, x=1):
            if x:
                super().__init__(schedule="0 1 * * *")
            super(A, self).__init__(on_finished_callback="é", schedule=x)
            super.__init__(schedule="later", **{})
        @other
        @task(downstream=("b", 3, other), save=1)
        def a(self, ctx): ...
        @task(downstream="b", save=other)
        def twice(self, ctx): ...
        @task(downstream={"b"})
        def twice(self, ctx): ...
        @task
        async def later(self, ctx): ...
        @gust.task
        def b(self, ctx): ...
        @task("positional", map_over="a")
        def c(self, ctx): ...
        class Inner(Dag): ...
    class F(some.where.Dag): ...
    class G(Generic[Dag]): ...
    def hidden():
        class H(Dag): ...
"""


def test_the_rules_of_gust_py(tmp_path):
    a, f = entries(tmp_path, KNOWN)
    assert (a["mod"], f["mod"]) == ("A", "F")
    assert a["task_list"] == ["a", "twice", "twice", "c"]
    assert a["tasks"] == {
        "a": {"downstream": ["b"], "save": True},
        "twice": {"downstream": [], "save": False},
        "c": {"downstream": [], "save": False},
    }
    # breadth first: the call below `if` comes last
    assert a["options"] == {"schedule": "0 1 * * *", "on_finished_callback": "é"}


def test_what_they_miss_comes_after(tmp_path):
    found = entries(
        tmp_path,
        """
        import gust as g
        from gust import Dag as D, task as t, Dag
        class C(D):
            on_finished_callback = "done"
            @g.task(save=True)
            def one(self, ctx): ...
            @t(downstream=["one"])
            async def two(self, ctx): ...
        class Known(Dag):
            @g.task
            async def inherited(self, ctx): ...
            def __init__(self): super().__init__(schedule="@daily")
        class Child(Known):
            @t
            def own(self, ctx): ...
        class Grandchild(Child):
            @t(save=True)
            def own(self, ctx): ...
        if True:
            class Below(g.Dag): ...
        """,
    )
    assert [entry["mod"] for entry in found] == ["Known", "C", "Child", "Grandchild", "Below"]
    known, c, child, grandchild, _ = found
    assert known["tasks"] == {}
    assert c["tasks"] == {"one": {"downstream": [], "save": True}, "two": {"downstream": ["one"], "save": False}}
    assert c["options"]["on_finished_callback"] == "done"
    assert child["task_list"] == ["inherited", "own"]
    assert child["options"]["schedule"] == "@daily"
    assert grandchild["tasks"]["own"]["save"] is True


def test_nothing_is_executed(tmp_path):
    assert entries(tmp_path, "raise SystemExit(9)\n") == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"class A(Dag:\n", "SyntaxError"),
        (b"x = '\xff'\n", "SyntaxError"),
        (b"x = '\0'\n", "null bytes"),
        (None, "No such"),
    ],
)
def test_files_that_cannot_be_parsed(tmp_path, content, said):
    path = tmp_path / "bad.py"
    if content is not None:
        path.write_bytes(content)
    code, out, err = parse(path)
    assert (code, out) == (1, "")
    assert said in err
    assert "tradewind" not in err.replace(str(tmp_path), "")
