"""`completion`: what a shell needs to complete verbs, options, files, runs, tasks and DAG ids."""

from __future__ import annotations

import os
import sys

import click
from click.shell_completion import get_completion_class

from tradewind.errors import TradewindError, UsageError

VARIABLE = "_TRADEWIND_COMPLETE"
"""set by the script that this verb prints, when the shell asks"""
SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", required=False, type=click.Choice(SHELLS))
def completion_command(shell: str | None) -> None:
    """Print the completion script of SHELL (default: yours).

    bash: `eval "$(tradewind completion bash)"` in ~/.bashrc, zsh: the same with zsh in ~/.zshrc, fish:
    `tradewind completion fish | source` in ~/.config/fish/config.fish.
    """
    name = shell or os.path.basename(os.environ.get("SHELL", ""))
    if name not in SHELLS:
        raise UsageError(f"no completion for {name or 'an unknown shell'}", fix=f"name one of {', '.join(SHELLS)}")
    sys.stdout.write(_completer(name).source())


def answer(instruction: str) -> int:
    """Answer the shell's question: `bash_complete`, with the words in COMP_WORDS. Returns the exit code."""
    shell, _, asked = instruction.partition("_")
    if shell not in SHELLS or asked != "complete":
        return 2
    try:
        offered = _completer(shell).complete()
    except TradewindError:  # an unknown verb before the cursor: nothing to offer, and no place to say so
        return 0
    sys.stdout.write(offered + "\n")
    return 0


def _completer(shell: str) -> click.shell_completion.ShellComplete:
    from tradewind.cli.app import root

    kind = get_completion_class(shell)
    assert kind is not None, shell
    return kind(root, {}, "tradewind", VARIABLE)
