"""Where jobs, projects and outputs lie."""

import os
from pathlib import Path

WORKSPACE_VARIABLE = "KOHYA_LIKE_WORKSPACE"
DEFAULT_WORKSPACE = "workspace"


def workspace(explicit: Path | None = None) -> Path:
    """The workspace, absolute: the one named, else KOHYA_LIKE_WORKSPACE, else ./workspace. Creates nothing."""
    chosen = explicit or Path(os.environ.get(WORKSPACE_VARIABLE) or DEFAULT_WORKSPACE)
    return chosen.expanduser().resolve()


def jobs_folder(root: Path) -> Path:
    """The folder with one folder for each job."""
    return root / "jobs"


def locks_folder(root: Path) -> Path:
    """The folder with one lock file for each device."""
    return root / "locks"
