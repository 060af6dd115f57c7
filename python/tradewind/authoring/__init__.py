"""What a user writes: DAGs, operators, groups; their lowering to `DagSpec`; and the user's side of an attempt."""
