"""From a file to `LoadedDag`s: cache, bundle, the loading child."""
