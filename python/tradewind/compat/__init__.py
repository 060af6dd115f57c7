"""Import aliases for airflow, vortex, gust, gusty and dagabaaz, from tables."""
