"""The engine: commits what the core decides, then carries it out."""
