"""Requests of ours to addresses others have named."""
