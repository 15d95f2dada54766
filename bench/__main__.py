"""`python -m bench NAME`, one of BENCHMARKS; without a name, all of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import uvloop

from bench import console, desk, idle, j1, neighbour, profile, results, servers, sessions, storm

BENCHMARKS = {
    "j1": j1,
    "profile": profile,
    "idle": idle,
    "storm": storm,
    "neighbour": neighbour,
    "sessions": sessions,
    "steps": desk,
    "console": console,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--directory", type=Path, help="where databases go: a real disk")
    parser.add_argument("--dry", action="store_true", help="print only, leave RESULTS.md alone")
    commands = parser.add_subparsers(dest="benchmark")
    for name, module in BENCHMARKS.items():
        module.add_options(commands.add_parser(name, help=module.__doc__))
    options = parser.parse_args()
    if not servers.pin_generator():
        print("Two cores are needed: one for the server, one for its load.", file=sys.stderr)
        return 2
    for name in [options.benchmark] if options.benchmark else BENCHMARKS:
        arguments = options if options.benchmark else parser.parse_args([*sys.argv[1:], name])
        _run(name, arguments)
    return 0


def _run(name: str, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.directory) as directory:
        body = uvloop.run(BENCHMARKS[name].run(options, Path(directory), _say))
    print(body)
    if not options.dry:
        results.write(name, body, " ".join(["python -m bench", *sys.argv[1:]]))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
