"""Pictures and captions on disk, and how they become batches. Nothing here needs torch."""
