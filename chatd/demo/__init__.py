"""The demo: a merchant to try the server with, and buyers who come by themselves."""
