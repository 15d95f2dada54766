"""What agents know and reuse: phrases, products, and what is known of their buyers."""
