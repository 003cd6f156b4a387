"""What can be done with a run at the moment, and why something cannot."""

from kohya_like.config.reading import Draft
from kohya_like.config.text import Text
from kohya_like.jobs.job import Job, Request
from kohya_like.jobs.status import LIVE, Look
from kohya_like.jobs.training import states
from kohya_like.ui.answers import both

POSSIBLE = Text("", "")


class Actions:
    """The actions that make sense for a job as it was found."""

    def __init__(self, job: Job, found: Look, run: Draft | None) -> None:
        self.job = job
        self.found = found
        self.run = run

    def document(self) -> dict[str, dict[str, str]]:
        """The actions to show, each with the reason why it is not possible now; that text is empty where it is."""
        return {name: both(reason) for name, reason in self._reasons().items()}

    def _reasons(self) -> dict[str, Text]:
        status = self.found.status
        if status in LIVE:
            return {**self._requests(), "stop": self._stop(), "kill": POSSIBLE}
        if status == "queued":
            return {"up": POSSIBLE, "down": POSSIBLE, "cancel": POSSIBLE}
        lingering = _STILL_ENDING if self.found.alive else POSSIBLE
        if status == "finished":
            return {"delete": lingering}
        return {self._again(): lingering, "delete": lingering}

    def _again(self) -> str:
        if states(self.job.state_dir):
            return "resume"
        return "start_again" if self.found.attempt else "start"

    def _stop(self) -> Text:
        return _STOPPING if self.found.status == "stopping" else POSSIBLE

    def _requests(self) -> dict[str, Text]:
        if self.run is None:
            return {}
        prompts = self.run.config.sample.sample_prompts
        return {"save": self._request("save"), "sample": self._request("sample") if prompts else _NO_PROMPTS}

    def _request(self, name: Request) -> Text:
        if self.found.status == "stopping":
            return _STOPPING
        if self.found.status == "starting":
            return _NOT_YET
        return _ASKED if self.job.requested(name) else POSSIBLE


_STOPPING = Text("It is stopping: the step is finished and everything saved.", "正在停止：完成当前步并保存。")
_STILL_ENDING = Text("Its process is still ending: a moment, please.", "它的进程正在退出：请稍候。")
_NOT_YET = Text("It is still starting.", "仍在启动。")
_ASKED = Text("Asked for already: it follows after this step.", "已请求：将在当前步之后执行。")
_NO_PROMPTS = Text("This run has no preview prompts.", "此训练没有预览提示词。")
