"""The list of runs, and one run as it goes on."""

from typing import Any

from kohya_like.jobs.events import read_events
from kohya_like.ui.site import Site


class Runs:
    """What the page of runs asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def runs(self) -> list[dict[str, Any]]:
        """Every job, the newest first."""
        return [summary.model_dump(mode="json") for summary in self.site.jobs()]

    def follow(self, job: str, offset: int = 0) -> dict[str, Any]:
        """The events of a job after `offset` (bytes, from the answer before), and its status now."""
        found = self.site.job(job)
        events, after = read_events(found.events_file, offset)
        summary = next((summary for summary in self.site.jobs() if summary.id == job), None)
        return {"events": events, "offset": after, "summary": summary.model_dump(mode="json") if summary else None}

    def stop(self, job: str) -> None:
        """Ask a job to finish its step, save and end."""
        self.site.job(job).request("stop")
        self.site.changed()
