"""The command line: thin. Each command parses, calls one function and prints."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `temakart`; errors become one sentence on standard error and the contract's exit codes."""
    from pipeline.cli.app import run

    sys.exit(run(sys.argv[1:]))
