"""What a routing step costs, by how many agents there are and how many buyers wait."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from bench.servers import ROOT


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--steps", type=int, default=4_000, help="of each desk, in each round")


async def run(options: argparse.Namespace, _directory: Path, say: Callable[[str], None]) -> str:
    say("stepping desks of 10 to 10,000 agents")
    arguments = ["-m", "bench.steps", "--steps", str(options.steps)]
    stepping = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await stepping.communicate()
    if stepping.returncode:
        raise RuntimeError(f"bench.steps ended with {stepping.returncode}")
    return f"""## A routing step

The desk alone, no server: a mix of arrivals, messages, replies, closes and changes of presence,
CPU time of a step with the changed rows taken. Bar: at 10,000 agents at most twice 10's.

```
{printed.decode().rstrip()}
```
"""
