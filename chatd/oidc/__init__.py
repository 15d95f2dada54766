"""Log-in through an OpenID provider: what is asked of it, and how its answers are kept."""
