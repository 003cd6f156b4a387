"""Work on finished models: drawing with them, and later merging and converting. Imported by child processes only."""
