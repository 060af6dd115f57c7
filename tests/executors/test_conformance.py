"""The executors conform: each kind of ours, and what a program hands to its engine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tradewind import Engine
from tradewind.testing import ExecutorConformance


class Ours(ExecutorConformance):
    executor = "process"
    isolation = "fork"

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        state = tmp_path_factory.mktemp("state") / "state.db"
        with Engine(state, 2, executor=cls.executor, isolation=cls.isolation) as engine:
            yield engine


class TestFork(Ours):
    pass


class TestPool(Ours):
    isolation = "pool"


class TestSpawn(Ours):
    isolation = "spawn"
    wide = "narrow"


class TestThread(Ours):
    executor = "thread"
    here = True
    ends = False


class TestInline(Ours):
    executor = "inline"
    here = True
    ends = ends_coroutines = ends_shells = False
    at_once = 1


class TestThreadPool(ExecutorConformance):
    here = True
    ends = False

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        with ThreadPoolExecutor(2) as pool, Engine(tmp_path / "state.db", executor=pool) as engine:
            yield engine
            (tmp_path / "go").touch()


class TestProcessPool(ExecutorConformance):
    ends = ends_coroutines = ends_shells = False
    replaces = False

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        with ProcessPoolExecutor(2) as pool, Engine(tmp_path / "state.db", executor=pool) as engine:
            yield engine
            (tmp_path / "go").touch()


class TestProcessPoolOfOurs(ExecutorConformance):
    ends = ends_coroutines = ends_shells = False
    ends_when_closed = True

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        with Engine(tmp_path / "state.db", 2, executor=lambda: ProcessPoolExecutor(2)) as engine:
            yield engine
            (tmp_path / "go").touch()


class Odd(Executor):
    """Nobody knows where it runs what it is given: threads, in fact, but it doesn't say so."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


class TestOneOfAStranger(ExecutorConformance):
    here = True
    ends = False

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        with Engine(tmp_path / "state.db", 2, executor=Odd) as engine:
            yield engine
            (tmp_path / "go").touch()
