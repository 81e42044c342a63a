"""One place that turns what a person can put right into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from dialogs.errors import CoachError, StoreMisuse

DONE, FINDINGS, MISUSE = 0, 1, 2


def report(command: Callable[[], int]) -> int:
    """Run *command* and return its exit code: 1 for what failed, 2 for what was asked wrongly."""
    from pydantic import ValidationError

    from content.findings import ContentError

    try:
        return command()
    except StoreMisuse as error:
        click.echo(str(error), err=True)
        return MISUSE
    except ContentError as error:
        click.echo(f"The content cannot be used:\n{error}", err=True)
        return FINDINGS
    except CoachError as error:
        click.echo(str(error), err=True)
        return FINDINGS
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            name = "COACH_" + "_".join(str(part) for part in fault["loc"]).upper()
            click.echo(f"The setting {name} cannot be used: {fault['msg']}", err=True)
        return MISUSE
    except BrokenPipeError:
        forget_stdout()  # the reader left; nothing is wrong
        return DONE
    except OSError as error:  # a disk that is full under standard output, a folder that may not be read
        where = f" ({error.filename})" if error.filename else ""
        click.echo(f"It cannot go on: {error.strerror or error}{where}.", err=True)
        forget_stdout()
        return FINDINGS
    except KeyboardInterrupt:
        return DONE


def forget_stdout() -> None:
    """Let the interpreter flush its last bytes into nothing, instead of complaining about them."""
    if sys.stdout is not None:  # closed before we began
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
