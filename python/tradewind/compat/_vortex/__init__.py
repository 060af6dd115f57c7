"""What `import vortex` finds below it: re-exports, one file per module of VORTEX."""
