"""What carries commands to a desk's owner and events to connections."""
