"""What a run is: every parameter, defined once."""
