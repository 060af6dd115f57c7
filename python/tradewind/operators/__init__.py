"""Operators, one file per family, under the import paths that Airflow made familiar."""
