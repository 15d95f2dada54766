"""Who is there: the presence of a merchant's agents, as pure code."""
