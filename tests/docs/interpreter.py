"""Runs files named on stdin, one after another in one namespace, as if typed into one program."""

import doctest
import io
import json
import os
import sys
import traceback
from types import ModuleType

answers = os.fdopen(int(sys.argv[1]), "w")
sys.modules["__main__"] = ModuleType("__main__")  # an example may use any name, ours too
names = sys.modules["__main__"].__dict__


def run(path: str) -> str | None:
    """What went wrong, or None. A file with prompts is a doctest."""
    with open(path) as file:
        text = file.read()
    names["__file__"] = path
    if ">>> " in text:
        said = io.StringIO()
        test = doctest.DocTestParser().get_doctest(text, {}, path, path, 0)
        test.globs = names
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(test, out=said.write, clear_globs=False)
        return said.getvalue() if runner.failures else None
    try:
        exec(compile(text, path, "exec"), names)
    except BaseException:  # noqa: BLE001 - reported to the test
        return traceback.format_exc()
    return None


for line in sys.stdin:
    print(json.dumps(run(line.strip())), file=answers, flush=True)
