"""Models that say what a picture shows, one file each, and the job that runs them over a dataset."""
