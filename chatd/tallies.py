"""Figures counted on the event loop's hot path.

Prometheus' own counters take a lock for every addition, which costs a message more than routing
does. These belong to one thread: an addition is an addition. They are read when they are scraped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString


class Tally:
    """One counter."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0


class Spread:
    """One histogram. `bounds` are its buckets' upper ends, inclusive, ascending."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Tallies(Collector):
    """A counter for each combination of labels.

    Args:
        name: Without `_total`.
        text: What it counts.
        labels: The labels' names.
    """

    def __init__(self, name: str, text: str, labels: Sequence[str]) -> None:
        self._name = name
        self._text = text
        self._labels = labels
        self._children: dict[tuple[str, ...], Tally] = {}

    def labels(self, *values: str) -> Tally:
        """The counter of these values; to be kept by who counts."""
        return self._children.setdefault(values, Tally())

    def collect(self) -> Iterator[CounterMetricFamily]:
        """What a scrape sees."""
        family = CounterMetricFamily(self._name, self._text, labels=self._labels)
        for values, tally in self._children.items():
            family.add_metric(values, tally.value)
        yield family


class Spreads(Collector):
    """A histogram for each combination of labels.

    Args:
        name: With its unit.
        text: What it shows.
        labels: The labels' names.
        bounds: The buckets' upper ends, ascending.
    """

    def __init__(
        self, name: str, text: str, labels: Sequence[str], bounds: Sequence[float]
    ) -> None:
        self._name = name
        self._text = text
        self._labels = labels
        self._bounds = bounds
        self._children: dict[tuple[str, ...], Spread] = {}

    def labels(self, *values: str) -> Spread:
        """The histogram of these values; to be kept by who observes."""
        return self._children.setdefault(values, Spread(self._bounds))

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """What a scrape sees."""
        family = HistogramMetricFamily(self._name, self._text, labels=self._labels)
        ends = [*map(floatToGoString, self._bounds), "+Inf"]
        for values, spread in self._children.items():
            buckets = [*zip(ends, accumulate(spread.counts), strict=True)]
            family.add_metric(values, buckets, spread.total)
        yield family
