"""`from vortex import DAG` for DAG files written for VORTEX; a real package of that name on the path wins."""
