"""One expression over many artifacts: evaluations a CPU second on stdout.

python pipeline_expression.py PACKAGE ROWS
"""

import sys
import time
from importlib import import_module

SOURCE = "{source.title | upper | truncate(50)}"


def main():
    package, count = sys.argv[1], int(sys.argv[2])
    expressions = import_module(f"{package}.expressions")
    rows = [{"source": {"title": f"A title of an artifact, some words long, number {at}"}} for at in range(count)]
    begin = time.process_time()
    if hasattr(expressions, "resolve_expressions"):
        values = expressions.resolve_expressions(SOURCE, rows)
    else:
        values = [expressions.resolve_expression(SOURCE, lambda space, key, row=row: row[space][key]) for row in rows]
    seconds = time.process_time() - begin
    assert values[1] == "A TITLE OF AN ARTIFACT, SOME WORDS LONG, NUMBER 1", values[1]
    print(count / seconds)


if __name__ == "__main__":
    main()
