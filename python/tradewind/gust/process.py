"""`gust` as a command: the console scripts start here."""

from __future__ import annotations

import sys

from tradewind.gust import cli

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None, prog: str = "gust") -> int:
    """Carry out a command; its exit code.

    Raises:
        SystemExit: 2 for wrong usage.
    """
    words, options = cli.arguments(list(sys.argv[1:] if argv is None else argv), prog)
    if words == ("parse",):
        return _parse(options["--file"])
    from tradewind.gust.supervisor import Supervisor

    return Supervisor(words, options).run()


def _parse(path: str) -> int:
    from tradewind.gust.wire import dumps

    try:
        text = dumps(cli.parse_dags_from_file(path), ascii_only=True, allow_nan=True)
    except (OSError, SyntaxError, ValueError, TypeError, RecursionError) as error:
        import traceback

        sys.stderr.write("".join(traceback.format_exception_only(error)))
        return 1
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    return 0
