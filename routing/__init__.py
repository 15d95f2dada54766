"""Who gets whom: the desk of one merchant, as pure code."""
