"""The desk's rules written a second time, slowly, to hold the engine against."""
