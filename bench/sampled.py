"""Runs a module and samples where its processor time goes: `-m bench.sampled OUT MODULE ARG…`

SIGUSR1 starts the sampling, SIGUSR2 ends it and writes OUT.

A timer of used processor time interrupts the main thread. A sample weighs what the main thread
has used since the last one and belongs to the function it is in; what the process used beyond
that belongs to the other threads, and to where they are. C code belongs to the Python function
that called it, and the event loop's own to the callback it runs next.
"""

from __future__ import annotations

import json
import runpy
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Final

INTERVAL_S: Final = 0.001
IDLE: Final = frozenset({"wait", "get", "_worker", "_work", "_connection_worker_thread"})
"""Functions in which a thread waits for work."""

Stack = tuple[str, ...]


class Sampler:
    """Weights in seconds by stack, outermost function first."""

    def __init__(self) -> None:
        self.main: Counter[Stack] = Counter()
        self.others: Counter[Stack] = Counter()
        self._main_s = time.thread_time()
        self._process_s = time.process_time()
        self._main_id = threading.get_ident()

    def __call__(self, _signal: int, frame: FrameType | None) -> None:
        main_s, process_s = time.thread_time(), time.process_time()
        used_s = main_s - self._main_s
        self.main[_stack(frame)] += used_s  # type: ignore[assignment]  # a Counter of floats
        others_s = process_s - self._process_s - used_s
        if others_s > 0:
            self.others[self._other()] += others_s  # type: ignore[assignment]  # as above
        self._main_s, self._process_s = main_s, process_s

    def _other(self) -> Stack:
        for ident, frame in sys._current_frames().items():  # noqa: SLF001  # there is no public way
            if ident != self._main_id and frame.f_code.co_name not in IDLE:
                return _stack(frame)
        return ("(waking up)",)

    def write(self, path: Path) -> None:
        found = {"main": self.main, "others": self.others}
        stacks = {
            thread: [[list(stack), weight] for stack, weight in counter.most_common()]
            for thread, counter in found.items()
        }
        path.write_text(json.dumps(stacks), encoding="utf-8")


def _stack(frame: FrameType | None) -> Stack:
    names = []
    while frame is not None:
        module = frame.f_globals.get("__name__", "?")
        names.append(f"{module}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    return tuple(reversed(names))


def main() -> None:
    out, module, *arguments = sys.argv[1:]

    def start(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGPROF, Sampler())
        signal.setitimer(signal.ITIMER_PROF, INTERVAL_S, INTERVAL_S)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        sampler = signal.getsignal(signal.SIGPROF)
        assert isinstance(sampler, Sampler)
        sampler.write(Path(out))

    signal.signal(signal.SIGUSR1, start)
    signal.signal(signal.SIGUSR2, stop)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
