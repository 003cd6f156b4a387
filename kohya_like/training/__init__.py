"""The training loop and its parts. Imported by child processes only."""
