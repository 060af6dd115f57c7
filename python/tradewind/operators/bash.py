"""Tasks that run a shell command."""

from __future__ import annotations

import os
import sys

from tradewind.authoring.generic import TextOut_co
from tradewind.authoring.operator import BaseOperator
from tradewind.authoring.xcom_arg import rendered
from tradewind.errors import SkipTask, TradewindError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import Any, TextIO, TypeAlias, Unpack

    from tradewind.authoring.context import Context
    from tradewind.authoring.generic import TaskArguments
    from tradewind.authoring.xcom_arg import XComArg

    Env: TypeAlias = Mapping[str, str | XComArg[str]] | XComArg[Mapping[str, str]]

_CHUNK = 65536
_LONGEST_LINE = 1 << 20  # characters; a longer one is cut in pieces


class CommandFailed(TradewindError):
    """The command ended with a code other than 0. `returncode`: that code, or minus the signal that ended it."""

    exit_code = 1
    returncode = 1


class BashOperator(BaseOperator[TextOut_co]):
    """Runs `bash_command` in a shell; the last line it prints to stdout is the task's output.

    The command runs in a process group of its own, which is ended with the attempt; what it leaves in the background
    is ended too.

    Args:
        bash_command: the command, or the name of a template file that ends in `.sh` or `.bash`.
        env: environment of the command, instead of the runner's; with `append_env` on top of it.
        cwd: folder to run in; None: the engine's.
        skip_on_exit_code: exit code or codes that mean `skipped`; None: none does.
        output_processor: turns the last line into the output.
        secrets: names of secrets that the command gets as environment variables.
        output_encoding: of stdout and stderr; undecodable bytes are shown as U+FFFD.
    """

    template_fields: Sequence[str] = ("bash_command", "env", "cwd")
    template_fields_renderers: Mapping[str, str] = {"bash_command": "bash", "env": "json"}
    template_ext: Sequence[str] = (".sh", ".bash")
    ui_color = "#f0ede4"
    context_variables: Sequence[str] = ("TRADEWIND", "AIRFLOW_CTX")
    """prefixes of the variables DAG_ID, TASK_ID, RUN_ID, DAG_RUN_ID, TRY_NUMBER and EXECUTION_DATE"""

    def __init__(
        self,
        *,
        bash_command: str | XComArg[str],
        env: Env | None = None,
        append_env: bool = False,
        output_encoding: str = "utf-8",
        skip_on_exit_code: int | Collection[int] | None = 99,
        cwd: str | XComArg[str] | None = None,
        output_processor: Callable[[str], TextOut_co] = lambda line: line,  # type: ignore[assignment,return-value]
        secrets: Sequence[str] = (),
        **kwargs: Unpack[TaskArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.bash_command: str = rendered(bash_command)
        self.env: Mapping[str, str | XComArg[str]] | None = rendered(env)
        self.append_env = append_env
        self.output_encoding = output_encoding
        if skip_on_exit_code is None or isinstance(skip_on_exit_code, int):
            self.skip_on_exit_code: list[int] = [skip_on_exit_code] if skip_on_exit_code else []
        else:
            self.skip_on_exit_code = list(skip_on_exit_code)
        self.cwd: str | None = rendered(cwd)
        self.output_processor = output_processor
        self.secrets: list[str] = list(secrets)
        self._group: int | None = None

    def execute(self, context: Context) -> Any:
        shell = context.dag.shell
        command = [shell, "-c", self.bash_command]
        if self.cwd is not None:
            if not os.path.isdir(self.cwd):
                raise CommandFailed(f"cwd {self.cwd!r} of task {self.task_id!r} is not a folder", place=self.place)
            # posix_spawn has no working folder, and this process's own may be shared with other attempts.
            command = ["sh", "-c", 'cd -- "$1" && shift && exec "$@"', "sh", os.fspath(self.cwd), *command]
        code, last = self._run(command, self._environment(context))
        if code in self.skip_on_exit_code:
            raise SkipTask(f"the command ended with exit code {code}")
        if code != 0:
            how = f"with exit code {code}" if code > 0 else f"by {_signal_name(-code)}"
            error = CommandFailed(f"the command of task {self.task_id!r} ended {how}", place=self.place)
            error.returncode = code
            raise error
        return self.output_processor(last)

    def on_kill(self) -> None:
        """TERM to the command and all that it has started."""
        self._signal("SIGTERM")

    def _environment(self, context: Context) -> dict[str, str]:
        out = dict(os.environ) if self.env is None or self.append_env else {}
        ti = context["ti"]
        facts = {
            "DAG_ID": str(ti.dag_id),
            "TASK_ID": self.task_id,
            "RUN_ID": ti.run_id,
            "DAG_RUN_ID": ti.run_id,
            "TRY_NUMBER": str(ti.try_number),
            "EXECUTION_DATE": context["ts"],
        }
        out.update({f"{prefix}_{name}": value for prefix in self.context_variables for name, value in facts.items()})
        if self.env:
            out.update({str(name): str(value) for name, value in self.env.items() if value is not None})
        if self.secrets:
            from tradewind.authoring.secrets import variables

            out.update(variables(context, self.secrets))
        return out

    def _run(self, command: list[str], env: dict[str, str]) -> tuple[int, str]:
        """Run to the end; returns exit code (or minus the signal) and the last line of stdout."""
        from signal import SIGINT, SIGPIPE, SIGTERM, SIGXFSZ

        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        try:
            pid = os.posix_spawnp(
                command[0],
                command,
                env,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, out_write, 1),
                    (os.POSIX_SPAWN_DUP2, err_write, 2),
                ],
                setpgroup=0,
                setsigdef=[SIGPIPE, SIGXFSZ, SIGTERM, SIGINT],
                setsigmask=[],
            )
        except OSError as error:
            os.close(out_read)
            os.close(err_read)
            raise CommandFailed(
                f"the shell {command[0]!r} can't be started: {error.strerror}", place=self.place
            ) from None
        finally:
            os.close(out_write)
            os.close(err_write)
        self._group = pid
        status: int | None = None
        try:
            last = _forward(pid, {out_read: sys.stdout, err_read: sys.stderr}, out_read, self.output_encoding)
            if hasattr(os, "waitid"):
                # Not reaped yet, so that its group id can't become another's before what it left is killed.
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            else:
                status = os.waitpid(pid, 0)[1]
        finally:
            if status is None:
                self._signal("SIGKILL")
                status = os.waitpid(pid, 0)[1]
            self._group = None
            os.close(out_read)
            os.close(err_read)
        return os.waitstatus_to_exitcode(status), last

    def _signal(self, name: str) -> None:
        """To the whole group, as long as it exists."""
        import signal
        from contextlib import suppress

        if self._group is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._group, getattr(signal, name))


def _forward(pid: int, streams: dict[int, TextIO], main: int, encoding: str) -> str:
    """Copy what comes from the pipes, line by line, until the process has ended or both are closed; returns the last
    line from `main`. A process in the background that keeps a pipe open isn't waited for."""
    import select
    from codecs import getincrementaldecoder

    decoders = {fd: getincrementaldecoder(encoding)("replace") for fd in streams}
    rest = dict.fromkeys(streams, "")
    last = ""
    poller = select.poll()
    for fd in streams:
        os.set_blocking(fd, False)
        poller.register(fd, select.POLLIN)
    ended = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else -1
    if ended >= 0:
        poller.register(ended, select.POLLIN)
    open_fds = set(streams)
    over = False
    try:
        while open_fds or (ended >= 0 and not over):
            ready = {fd for fd, _ in poller.poll()}
            over = ended in ready
            for fd in sorted(open_fds if over else open_fds & ready):
                text, closed = _drain(fd, decoders[fd], to_the_end=over)
                *lines, rest[fd] = (rest[fd] + text).split("\n")
                if rest[fd] and (closed or len(rest[fd]) > _LONGEST_LINE):
                    lines.append(rest[fd])
                    rest[fd] = ""
                if lines:
                    streams[fd].write("\n".join(lines) + "\n")
                    streams[fd].flush()
                    if fd == main:
                        last = lines[-1]
                if closed:
                    open_fds.discard(fd)
                    poller.unregister(fd)
            if over:
                break
    finally:
        if ended >= 0:
            os.close(ended)
    return last.rstrip("\r")


def _signal_name(number: int) -> str:
    import signal

    known = number in signal.valid_signals()
    return (
        f"signal {number} ({signal.Signals(number).name})" if known and number < signal.SIGRTMIN else f"signal {number}"
    )


def _drain(fd: int, decoder: Any, *, to_the_end: bool) -> tuple[str, bool]:
    """What can be read now, and whether that was all: the pipe is closed, or its process is gone."""
    text = ""
    while True:
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return text + (decoder.decode(b"", True) if to_the_end else ""), to_the_end
        text += decoder.decode(data, not data)
        if not data:
            return text, True
        if not to_the_end:
            return text, False
