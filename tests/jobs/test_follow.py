"""Following a job until it ends."""

from kohya_like.jobs.events import EventLog
from kohya_like.jobs.follow import follow
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import start
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.records import Place
from tests.jobs.conftest import MakeJob


def test_a_job_that_never_starts_is_not_waited_for(make_job: MakeJob) -> None:
    assert list(follow(make_job())) == []


def test_a_queued_job_is_waited_for(make_job: MakeJob) -> None:
    job = make_job("finish")
    queue = Queue(job.root)
    queue.enqueue(job)
    calls: list[None] = []

    def advance_at_last() -> None:
        calls.append(None)
        if len(calls) == 3:
            queue.advance()

    events = list(follow(job, between=advance_at_last, poll_seconds=0.05))
    assert [event["event"] for event in events][-1] == "finished"
    assert len(calls) > 3


def test_following_an_ended_job_gives_all_its_events_at_once(make_job: MakeJob) -> None:
    job = make_job("finish")
    start(job)
    seen = list(follow(job))
    assert list(follow(job)) == seen


def test_only_what_comes_after_the_offset_is_given(make_job: MakeJob) -> None:
    job: Job = make_job("finish")
    EventLog(job.events_file, 1).stopped(3)
    offset = job.events_file.stat().st_size
    job.write(Place(attempt=2, order=1))
    queue = Queue(job.root)
    # The last word of the first attempt does not end the second one.
    EventLog(job.events_file, 1).phase("nothing")
    events = list(follow(job, offset, between=queue.advance, poll_seconds=0.05))
    assert [event["event"] for event in events] == ["phase", "started", *["progress"] * 3, "finished"]
    assert events[-1]["attempt"] == 2
