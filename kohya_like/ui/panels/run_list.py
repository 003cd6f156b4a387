"""The list of runs: what is found, one page of it, and why a run waits."""

from typing import Any

from kohya_like.config.text import Text
from kohya_like.jobs.index import Summary, in_order
from kohya_like.jobs.options import FILES
from kohya_like.jobs.status import LABELS, LIVE, Status
from kohya_like.jobs.workspace import jobs_folder
from kohya_like.ui.answers import both
from kohya_like.ui.serving.downloads import served
from kohya_like.ui.site import Site

PAGE = 50
"""Runs of one page of the list."""

GROUPS: dict[str, frozenset[Status]] = {
    "live": LIVE,
    "waiting": frozenset({"queued", "created"}),
    "done": frozenset({"finished"}),
    "ended": frozenset({"stopped", "killed"}),
    "broken": frozenset({"failed", "interrupted", "damaged"}),
}
"""What the list can be narrowed to."""


def list_document(site: Site, search: str, group: str, start: int) -> dict[str, Any]:
    """One page of the runs that are found: `{runs, found, all}`, the last two being counts."""
    jobs = site.jobs()
    words = search.casefold().split()
    wanted = GROUPS.get(group, frozenset(LABELS))
    found = [job for job in jobs if job.status in wanted and all(_fits(job, word) for word in words)]
    page = found[max(start, 0) :][:PAGE]
    return {"runs": [_row(site, summary) for summary in page], "found": len(found), "all": len(jobs), "page": PAGE}


def _fits(job: Summary, word: str) -> bool:
    """In the title, or as the beginning of the id: a day, say."""
    return word in job.title.casefold() or job.id.casefold().startswith(word)


def _row(site: Site, summary: Summary) -> dict[str, Any]:
    samples = jobs_folder(site.root) / summary.id / "samples"
    return {
        "id": summary.id,
        "title": summary.title,
        "status": summary.status,
        "created": summary.created,
        "reached": summary.reached,
        "loss": summary.loss,
        "worked": summary.worked,
        "since": summary.since,
        "text": both(summary.text),
        "previews": [served(samples / name) for name in summary.previews],
    }


def waiting_document(jobs: list[Summary], job_id: str) -> dict[str, Any] | None:
    """The place of a job in the queue, from 1, and for what it waits; None if it does not wait."""
    queue = in_order(jobs)
    place = next((place for place, summary in enumerate(queue) if summary.id == job_id), None)
    if place is None:
        return None
    return {"position": place + 1, "count": len(queue), "text": both(_why(jobs, queue[:place], queue[place]))}


def _why(jobs: list[Summary], before: list[Summary], job: Summary) -> Text:
    """A device that is taken is the reason; else a job before it that wants the same one."""
    devices = set(job.devices)
    holder = next((other for other in jobs if other.alive and devices & set(other.devices)), None)
    first = next((other for other in before if devices & set(other.devices)), None)
    if holder is not None:
        shared = devices & set(holder.devices)
        if FILES in shared:
            return _FILES.format(title=holder.title)
        device = ", ".join(sorted(shared))
        return _BUSY.format(device=device, title=holder.title)
    return _AFTER.format(title=first.title) if first is not None else _SOON


_BUSY = Text("It waits for {device}, which “{title}” uses.", "正在等待 {device}：被“{title}”占用。")
_FILES = Text(
    "It waits until “{title}” has ended: one job at a time works on files.",
    "正在等待“{title}”结束：同一时间只有一个任务处理文件。",
)
_AFTER = Text("It waits until “{title}”, which comes before it, has ended.", "正在等待排在前面的“{title}”结束。")
_SOON = Text("It starts in a moment.", "即将开始。")
