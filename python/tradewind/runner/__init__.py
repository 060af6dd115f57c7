"""The processes: zygotes, attempts, and the side of the engine that watches them."""
