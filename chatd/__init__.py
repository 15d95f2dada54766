"""chatd: a self-hosted live-chat and routing server for marketplace sellers."""
