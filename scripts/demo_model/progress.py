"""Lines that say how far the build is, each with the minutes since the program began."""

import time

BEGAN = time.monotonic()


def report(line: str) -> None:
    """Print the line after the minutes passed, at once."""
    print(f"{(time.monotonic() - BEGAN) / 60:7.2f} min  {line}", flush=True)
