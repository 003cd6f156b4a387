"""Whether there is a GPU, without importing torch."""

import subprocess
from functools import cache

TIMEOUT_SECONDS = 10.0


@cache
def has_nvidia_gpu() -> bool:
    """Whether the NVIDIA driver lists a GPU."""
    try:
        listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, timeout=TIMEOUT_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return b"GPU 0" in listed.stdout
