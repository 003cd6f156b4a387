"""Check pictures: `python -m kohya_like.dataset.doctor --config job.toml`."""

import time

from kohya_like.config.check import CheckConfig
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.measuring import facts_of
from kohya_like.dataset.doctor.memory import Memory
from kohya_like.dataset.doctor.report import judged, write_report
from kohya_like.dataset.doctor.subject import Subject, survey
from kohya_like.dataset.embeddings import read_embeddings
from kohya_like.jobs.child import ChildJob, StopRequested, run_child

PROGRESS_SECONDS = 0.3


def check(job: ChildJob) -> None:
    """Check the pictures and write the report. Stopped, what was measured until then is remembered."""
    config = CheckConfig.from_toml(job.config)
    sets = survey(config.folder, config.reg)
    job.events.phase("measure", Text("Looking at the pictures", "查看图片"))
    memory = Memory(job.job.root)
    facts = facts_of(sets.pictures, memory, Watch(job))
    memory.forget_gone(config.folder, sets.pictures)
    job.events.phase("judge", Text("Comparing", "比较"))
    vectors = read_embeddings(config.folder).vectors
    subject = Subject(sets, facts, config.resolution, config.goal, vectors)
    write_report(job.job.root, judged(subject, config))


class Watch:
    """Passes progress on now and then, and ends the work when that is asked for."""

    def __init__(self, job: ChildJob) -> None:
        self._job = job
        self._due = 0.0

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` pictures are measured. Raises StopRequested."""
        now = time.monotonic()
        if now < self._due and done < total:
            return
        self._due = now + PROGRESS_SECONDS
        self._job.events.progress(done, total)
        if done < total and self._job.requested("stop"):
            raise StopRequested(done)


if __name__ == "__main__":
    run_child(check)
