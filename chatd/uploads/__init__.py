"""Pictures and files that people send: received in parts, checked by content, kept by hash."""
