"""The child side (zygotes, the attempt) and the parent side (supervisor) of running user code in its own process."""
