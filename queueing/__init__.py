"""Who waits: the waiting queue and the message caches, as pure code."""
