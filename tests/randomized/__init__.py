"""Long random runs of the desk against its oracle. `python -m tests.randomized --help`."""
