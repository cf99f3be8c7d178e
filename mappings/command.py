"""What every command line shares: the exit statuses, and errors answered in words, never with a traceback."""

from __future__ import annotations

import argparse
import os
import sys

CLEAN, FINDINGS, USAGE, INPUT, FAULT = 0, 1, 2, 3, 4


def answered(parser: argparse.ArgumentParser, arguments: list[str] | None) -> int:
    """The exit status of the command that the arguments choose; its help where they choose none."""
    options = parser.parse_args(arguments)
    if "run" not in options:
        parser.print_help()
        return USAGE
    return guarded(options)


def guarded(options: argparse.Namespace) -> int:
    """The exit status of the chosen command, `options.run`; SIGTERM ends it as Ctrl-C does, with drafts removed."""
    import signal

    def terminated(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, terminated)
    # Labels and values may have letters that the terminal does not.
    for channel in (sys.stdout, sys.stderr):
        if hasattr(channel, "reconfigure"):
            channel.reconfigure(errors="backslashreplace")
    try:
        status = int(options.run(options))
        if sys.stdout is not None:
            # Our words are sent off here, so that a channel that takes no more is told of.
            sys.stdout.flush()
        return status
    except BaseException as error:  # whatever it is, it is answered here, and only here
        return answer(error)
    finally:
        signal.signal(signal.SIGTERM, before)


def answer(error: BaseException) -> int:
    """What the user is told of an error, and the exit status."""
    import signal
    from pathlib import Path

    from mappings.error import InputError, MappingError

    if isinstance(error, MappingError):
        return told(str(error), INPUT if isinstance(error, InputError) else USAGE)
    if isinstance(error, KeyboardInterrupt):
        return told("stopped; nothing was left half-written", 128 + signal.SIGINT)
    if isinstance(error, BrokenPipeError):
        # Who reads has gone; the words on the way out have nowhere to go either.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - it lives as long as the program
        return 141
    if isinstance(error, OSError):
        # A name too long, a full disk, no permission: what the system refuses is no fault of ours.
        where = Path(error.filename).name if isinstance(error.filename, str) else "the output"
        remedy = "check the name, the space and permissions"
        return told(str(InputError(where, error.strerror or str(error), remedy)), INPUT)
    if isinstance(error, SystemExit) and error.code == 128 + signal.SIGTERM:
        raise error
    return told(fault(error), FAULT)


def told(words: str, status: int) -> int:
    """The words on the error stream, and the status."""
    print(words, file=sys.stderr)
    return status


def fault(error: BaseException) -> str:
    """Our own fault in words: what was raised, and where in our code."""
    import traceback
    from pathlib import Path

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).parent.name}/{Path(last.filename).name}:{last.lineno}"
    problem = f"internal error in {place}\n    {type(error).__name__}: {error}"
    return f"{problem}\n    please report it; every file in the output folder is whole"
