"""The desk broken on purpose, one rule at a time: the random runs must notice every one."""
