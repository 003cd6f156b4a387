"""The frame around every page: navigation, and the jobs that run or wait."""

from typing import Any

from kohya_like.jobs.index import Summary
from kohya_like.jobs.status import PENDING
from kohya_like.ui.answers import both
from kohya_like.ui.site import Site
from kohya_like.ui.web import WEB


class Shell:
    """What the frame asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def jobs(self, seen: list[str]) -> dict[str, Any]:
        """`{pending, ended, version}`.

        `pending` are the jobs that run or wait, those that run first: `[{id, title, status, step, total}]`. `ended` are
        those of the ids in `seen` that no longer do: `[{id, title, status, text}]`. `version` names the served scripts.
        """
        jobs = self.site.jobs()
        pending = sorted((job for job in jobs if job.status in PENDING), key=_place)
        return {
            "pending": [_pending(job) for job in pending],
            "ended": [_ended(job) for job in jobs if job.id in seen and job.status not in PENDING],
            "version": WEB,
        }


def _place(job: Summary) -> tuple[bool, int, float]:
    return job.order is not None, job.order or 0, job.created


def _pending(job: Summary) -> dict[str, Any]:
    step, total = job.progress or (None, None)
    return {"id": job.id, "title": job.title, "status": job.status, "step": step, "total": total}


def _ended(job: Summary) -> dict[str, Any]:
    return {"id": job.id, "title": job.title, "status": job.status, "text": both(job.text)}
