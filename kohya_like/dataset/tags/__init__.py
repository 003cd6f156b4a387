"""Tags: captions taken apart, changed by operations that are looked at first, and put together again."""
