"""Pipelines as a library: lists of nodes, with persistence and dispatch behind a protocol of yours.

Everything is imported from its submodule, as in dagabaaz 0.5: `tradewind.pipeline.models`, `.orchestrator`, and so on.
"""
