"""Where attempts run: the `Executor` port and its implementations."""
