"""Child processes that do the heavy work: how they are started, watched, stopped and queued."""
