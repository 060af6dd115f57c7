"""dagabaaz 0.5: each of its modules is ours, whole, so that what a program patches there is what we consult."""

_MODULES = (
    "bindings",
    "constants",
    "expressions",
    "filter",
    "graph",
    "models",
    "orchestrator",
    "pipes",
    "plugins",
    "retry",
    "schema",
    "store",
    "task_input",
    "topology",
)
TABLE = {f"dagabaaz.{module}": f"tradewind.pipeline.{module}" for module in _MODULES}
