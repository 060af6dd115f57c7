"""What a user writes: DAGs, operators, groups; and their lowering to `DagSpec`."""
