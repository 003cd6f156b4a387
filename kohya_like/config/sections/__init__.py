"""The tables of a run's TOML file, one class each."""
