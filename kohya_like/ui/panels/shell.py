"""The frame around every page: navigation, and the jobs that run or wait."""

from typing import Any

from kohya_like.jobs.status import PENDING
from kohya_like.ui.site import Site


class Shell:
    """What the frame asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def jobs(self) -> list[dict[str, Any]]:
        """The jobs that run or wait, those that run first: `[{id, title, status, step, total}]`."""
        pending = [summary for summary in self.site.jobs() if summary.status in PENDING]
        pending.sort(key=lambda summary: (summary.order is not None, summary.order or 0, summary.created))
        return [
            {
                "id": summary.id,
                "title": summary.title,
                "status": summary.status,
                "step": summary.progress[0] if summary.progress else None,
                "total": summary.progress[1] if summary.progress else None,
            }
            for summary in pending
        ]
