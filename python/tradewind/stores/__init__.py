"""Where state lives: the `Store` port and its implementations."""
