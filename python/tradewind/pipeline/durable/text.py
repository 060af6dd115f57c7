"""JSON and YAML with the place of every value, so that an error can name line and column."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NoReturn

from tradewind.errors import PipelineError

if TYPE_CHECKING:
    import yaml

Path = tuple[str | int, ...]

MOST_VALUES = 1_000_000
"""of a YAML file; an alias counts each time, so that a small file can't fill the memory"""
MOST_DEPTH = 500
"""containers in containers of a YAML file: libyaml's composer recurses on the C stack, without a limit of its own"""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


class Document:
    """What a file holds.

    Attributes:
        value: plain data.
        file: its path, as errors name it.
    """

    def __init__(self, file: str, value: Any, values: dict[Path, tuple[int, int]], keys: dict[Path, tuple[int, int]]):
        self.file: str = file
        self.value: Any = value
        self._values, self._keys = values, keys

    def place(self, path: Path, *, key: bool = False) -> str:
        """`file:line:column` of a value, or of its key. What the path names and the file doesn't have is left out."""
        known: Path = ()
        for part in path:
            if (*known, part) in self._values:
                known = (*known, part)
        line, column = (self._keys if key and known in self._keys else self._values)[known]
        return f"{self.file}:{line}:{column}"


def read(file: str, data: bytes) -> Document:
    """Parse JSON, or YAML if the name ends in `.yaml` or `.yml`.

    Raises:
        PipelineError: neither, a key twice, what JSON can't say; with the place.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PipelineError("the file isn't UTF-8", place=f"{file}:{line}") from None
    try:
        return _yaml(file, text) if file.endswith((".yaml", ".yml")) else _json(file, text)
    except RecursionError:
        raise PipelineError("values lie too deep within each other", place=file) from None


# -- JSON --


def _json(file: str, text: str) -> Document:
    try:
        value = json.loads(text, parse_constant=_not_finite)
    except json.JSONDecodeError as error:
        what = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise PipelineError(f"no JSON: {what}", place=f"{file}:{error.lineno}:{error.colno}") from None
    except ValueError as error:
        raise PipelineError(f"no JSON: {error}", place=file) from None
    reader = _Json(file, text)
    reader.take(reader.next(), ())
    return Document(file, value, reader.values, reader.keys)


def _not_finite(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number that JSON has")


class _Json:
    """Notes the places in a text that is known to be JSON."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        self._tokens = _TOKEN.finditer(text)
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def next(self) -> re.Match[str]:
        return next(self._tokens)

    def take(self, token: re.Match[str], path: Path) -> None:
        self.values[path] = self._of(token)
        if token.group() == "[":
            index = 0
            while (token := self.next()).group() != "]":
                if token.group() != ",":
                    self.take(token, (*path, index))
                    index += 1
        elif token.group() == "{":
            while (token := self.next()).group() != "}":
                if token.group() != ",":
                    self._member(token, path)
        else:
            self._scalar(token)

    def _member(self, token: re.Match[str], path: Path) -> None:
        known = (*path, self._scalar(token))
        if known in self.keys:
            _twice(self.file, known[-1], self._of(token), self.keys[known])
        self.keys[known] = self._of(token)
        self.next()  # the colon
        self.take(self.next(), known)

    def _scalar(self, token: re.Match[str]) -> Any:
        """A value that a store can keep: JSON's grammar has numbers without end and halves of characters, too."""
        value = json.loads(token.group())
        if isinstance(value, float) and value - value != 0:
            self._refuse("is no finite number", token)
        if isinstance(value, str) and not value.isascii():
            self._encode(value, token)
        return value

    def _encode(self, value: str, token: re.Match[str]) -> None:
        try:
            value.encode()
        except UnicodeEncodeError:
            self._refuse("has half a character (a lone surrogate)", token)

    def _refuse(self, what: str, token: re.Match[str]) -> NoReturn:
        line, column = self._of(token)
        raise PipelineError(f"{token.group()[:40]} {what}", place=f"{self.file}:{line}:{column}")

    def _of(self, token: re.Match[str]) -> tuple[int, int]:
        line = bisect_right(self._starts, token.start())
        return line, token.start() - self._starts[line - 1] + 1


# -- YAML --


def _yaml(file: str, text: str) -> Document:
    import yaml

    kind = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    loader = kind(text)
    reader = _Yaml(file, loader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=kind):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_DEPTH:
                raise PipelineError("values lie too deep within each other", place=file)
        root = loader.get_single_node()
        value = None if root is None else reader.take(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark is not None else file
        raise PipelineError(f"no YAML: {error.problem or error.context}", place=where) from None
    except yaml.YAMLError as error:
        raise PipelineError(f"no YAML: {' '.join(str(error).split())}", place=file) from None
    finally:
        loader.dispose()
    reader.values.setdefault((), (1, 1))
    return Document(file, value, reader.values, reader.keys)


class _Yaml:
    def __init__(self, file: str, loader: yaml.SafeLoader | yaml.CSafeLoader) -> None:
        self.file = file
        self.loader = loader
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        self.within: list[yaml.Node] = []
        self.count = 0
        self.sizes: dict[int, int] = {}

    def take(self, node: Any, path: Path) -> Any:
        place = _of(node)
        self.values[path] = place
        self.counted(1, place)
        if node in self.within:
            raise PipelineError("an alias within itself", place=self.at(place))
        kind = node.id
        if kind == "scalar":
            return self.scalar(node, place)
        if node.tag != f"tag:yaml.org,2002:{kind[:3]}":
            raise PipelineError(f"an unknown tag, {node.tag}", place=self.at(place))
        self.within.append(node)
        if kind == "sequence":
            value: Any = [self.take(item, (*path, index)) for index, item in enumerate(node.value)]
        else:
            value = self.mapping(node, path)
        self.within.pop()
        return value

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        self.size(node)
        self.loader.flatten_mapping(node)  # `<<: *defaults`
        made = {}
        for key, item in node.value:
            name = self.scalar(key, _of(key)) if key.id == "scalar" else None
            if not isinstance(name, str):
                fix = f'write "{key.value}"' if key.id == "scalar" else None
                raise PipelineError("a key that is no text", place=self.at(_of(key)), fix=fix)
            self.keys[*path, name] = _of(key)
            made[name] = self.take(item, (*path, name))
        return made

    def size(self, node: yaml.MappingNode) -> int:
        """Pairs of a mapping with those that it merges: they count before they are copied. Its own keys, as they are
        before that, are each there once."""
        if id(node) in self.sizes:
            return self.sizes[id(node)]
        self.sizes[id(node)] = 0  # within itself it adds nothing
        seen: dict[str, tuple[int, int]] = {}
        merged = 0
        for key, value in node.value:
            if key.id != "scalar":
                continue
            if key.tag == "tag:yaml.org,2002:merge":
                for one in value.value if value.id == "sequence" else [value]:
                    if one.id == "mapping":
                        merged += self.size(one)
            elif key.value in seen:
                _twice(self.file, key.value, _of(key), seen[key.value])
            else:
                seen[key.value] = _of(key)
        self.counted(merged, _of(node))
        self.sizes[id(node)] = len(node.value) + merged
        return self.sizes[id(node)]

    def counted(self, number: int, place: tuple[int, int]) -> None:
        self.count += number
        if self.count > MOST_VALUES:
            raise PipelineError(f"more than {MOST_VALUES} values", place=self.at(place))

    def scalar(self, node: yaml.Node, place: tuple[int, int]) -> Any:
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        try:
            value = self.loader.construct_object(node)
        except (ValueError, LookupError, OverflowError):
            what = f"{node.value[:40]!r} can't be read as {node.tag.rpartition(':')[2]}"
            raise PipelineError(what, place=self.at(place)) from None
        if value is None or isinstance(value, (str, bool, int)) or (isinstance(value, float) and value - value == 0):
            return value
        raise PipelineError(f"{node.value!r} is no value that JSON has", place=self.at(place))

    def at(self, place: tuple[int, int]) -> str:
        return f"{self.file}:{place[0]}:{place[1]}"


def _of(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _twice(file: str, key: str, place: tuple[int, int], first: tuple[int, int]) -> NoReturn:
    raise PipelineError(f"'{key}' is given twice: first in line {first[0]}", place=f"{file}:{place[0]}:{place[1]}")
