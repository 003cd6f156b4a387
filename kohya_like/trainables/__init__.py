"""What is trained on top of a base model, or of it. Imported by child processes only."""
