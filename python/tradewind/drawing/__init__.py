"""Pictures of DAGs and runs from plain data, for the command line and notebooks. Pure: no store, no clock."""
