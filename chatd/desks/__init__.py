"""One runtime a merchant: feeds its desk, persists what it says, then publishes it."""
