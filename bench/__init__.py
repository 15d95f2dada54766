"""Load generators and their peers: what a message, a connection and a routing step cost."""
