"""Families of models: loading, encoding, predicting, drawing. Imported by child processes only."""
