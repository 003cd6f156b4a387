"""The order of jobs, and that a device never has two."""

import multiprocessing
import shutil
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.jobs import launch
from kohya_like.jobs import queue as queue_module
from kohya_like.jobs.events import EventLog, lifecycle_events
from kohya_like.jobs.follow import follow
from kohya_like.jobs.job import Job
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.records import Record
from kohya_like.jobs.status import look
from tests.jobs.conftest import PLAIN, MakeJob, wait_until


def titles(queue: Queue) -> str:
    return " ".join(job.launch().title for job in queue.waiting())


def queued(make_job: MakeJob, *names: str, behaviour: str = "step_until_asked") -> tuple[Queue, list[Job]]:
    jobs = [make_job(behaviour, title=name) for name in names]
    queue = Queue(jobs[0].root)
    for job in jobs:
        queue.enqueue(job)
    return queue, jobs


def test_jobs_wait_in_order_and_can_be_moved(make_job: MakeJob) -> None:
    queue, (a, b, c) = queued(make_job, "a", "b", "c")
    assert titles(queue) == "a b c"
    queue.move(c, 1)
    assert titles(queue) == "c a b"
    queue.move(c, 2)
    assert titles(queue) == "a c b"
    queue.move(a, 99)
    assert titles(queue) == "c b a"
    queue.cancel(b)
    assert titles(queue) == "c a" and look(b).status == "created"
    queue.enqueue(b)
    assert titles(queue) == "c a b"


def test_a_job_that_is_cancelled_while_another_is_moved_stays_cancelled(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, (a, b) = queued(make_job, "a", "b")
    canceller = threading.Thread(target=queue.cancel, args=(b,))
    write = Job.write

    def write_while_cancelled(job: Job, record: Record) -> None:
        if job == b and canceller.ident is None:
            canceller.start()
            canceller.join(0.5)
        write(job, record)

    monkeypatch.setattr(Job, "write", write_while_cancelled)
    queue.move(a, 2)
    canceller.join()
    assert titles(queue) == "a" and look(b).status == "created"


def test_a_job_that_is_being_deleted_cannot_be_queued(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    queue = Queue(job.root)
    refused: list[InputError] = []

    def resume() -> None:
        try:
            queue.enqueue(job, resume="auto")
        except InputError as error:
            refused.append(error)

    resumer = threading.Thread(target=resume)
    rmtree = shutil.rmtree

    def remove_while_resumed(folder: Path) -> None:
        resumer.start()
        resumer.join(0.5)
        rmtree(folder)

    monkeypatch.setattr(shutil, "rmtree", remove_while_resumed)
    queue.delete(job)
    resumer.join()
    assert len(refused) == 1 and not job.folder.exists()


def test_the_order_is_kept_without_the_index(make_job: MakeJob, root: Path) -> None:
    queue, (_, _, c) = queued(make_job, "a", "b", "c")
    queue.move(c, 1)
    (root / "jobs.sqlite").unlink()
    assert titles(Queue(root)) == "c a b"


def test_one_after_the_other_on_one_device(make_job: MakeJob) -> None:
    queue, (a, b) = queued(make_job, "a", "b")
    assert queue.advance() == [a]
    wait_until(lambda: look(a).status == "running")
    assert queue.advance() == [] and titles(queue) == "b"
    launch.kill(a, stop_seconds=30)
    assert queue.advance() == [b] and titles(queue) == ""
    launch.kill(b, stop_seconds=30)
    assert queue.advance() == []


def test_devices_do_not_wait_for_each_other_and_nobody_overtakes(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start itself is another test: here a started job is one that `start` was called for."""
    started: list[str] = []
    monkeypatch.setattr(queue_module, "start", lambda job, _: started.append(job.launch().title))
    gpu0, both, gpu1 = LaunchOptions(), LaunchOptions(num_processes=2), LaunchOptions(gpu_ids="1")
    jobs = [make_job(title=name, launch=options) for name, options in (("0", gpu0), ("01", both), ("1", gpu1))]
    jobs.append(make_job(title="cpu", launch=PLAIN))
    queue = Queue(jobs[0].root)
    for job in jobs:
        queue.enqueue(job)
    queue.advance()
    assert started == ["0", "cpu"], "1 waits behind 01, which needs both"


def test_a_job_runs_waits_or_is_finished_only_once(make_job: MakeJob) -> None:
    queue, (a, b) = queued(make_job, "a", "b", behaviour="finish")
    with pytest.raises(InputError, match="waits in the queue already"):
        queue.enqueue(b)
    queue.advance()
    with pytest.raises(InputError, match="runs already"):
        queue.enqueue(a)
    list(follow(a))
    wait_until(lambda: not look(a).alive)
    with pytest.raises(InputError, match="is finished"):
        queue.enqueue(a)
    for act in (queue.cancel, lambda job: queue.move(job, 1)):
        with pytest.raises(InputError, match="does not wait"):
            act(a)


def test_a_stopped_job_goes_on_with_its_state(make_job: MakeJob) -> None:
    queue, (job,) = queued(make_job, "a")
    queue.advance()
    wait_until(lambda: look(job).status == "running")
    launch.kill(job, stop_seconds=30)
    job.config.write_text('behaviour = "finish"')
    queue.enqueue(job, resume="auto")
    assert look(job).status == "queued"
    assert [event["event"] for event in follow(job, between=queue.advance)][-1] == "finished"
    assert f"resume_from={job.state_dir}" in (job.folder / "result.txt").read_text()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileNotFoundError(2, "No such file", "python"), 1),
        (MachineError(Text("Full.", "满。")), 4),
        (InputError.of("", Text("Wrong.", "错。")), 2),
    ],
)
def test_a_job_that_cannot_be_started_fails_and_the_next_one_follows(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    queue, (a, b) = queued(make_job, "a", "b")

    def cannot(job: Job, environment: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(queue_module, "start", cannot)
        assert queue.advance() == [a]
    found = look(a)
    assert found.status == "failed" and found.last_word is not None and found.last_word["code"] == code
    assert queue.advance() == [b]


def test_a_process_that_lingers_after_its_last_word_is_ended(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, (a, b) = queued(make_job, "a", "b", behaviour="linger")
    queue.advance()
    wait_until(lambda: look(a).status == "finished")
    assert look(a).alive
    assert queue.advance() == [], "it still holds the device"
    monkeypatch.setattr(queue_module, "LINGER_SECONDS", 0.0)
    time.sleep(0.01)
    queue.advance()
    assert not look(a).alive and look(a).status == "finished"
    monkeypatch.setattr(queue_module, "LINGER_SECONDS", 60.0)
    queue.advance()
    assert look(b).attempt == 1


def test_who_has_not_the_lock_starts_nothing(make_job: MakeJob, root: Path) -> None:
    _, (a,) = queued(make_job, "a")
    (root / "locks").mkdir(exist_ok=True)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        with FileLock(root / "locks" / "files.lock"):
            assert pool.apply(advance, (root,)) == []
        assert pool.apply(advance, (root,)) == [a.id]


def test_nothing_is_cancelled_while_it_may_be_starting(
    make_job: MakeJob, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, (a,) = queued(make_job, "a")
    (root / "locks").mkdir(exist_ok=True)
    monkeypatch.setattr(queue_module, "LOCK_SECONDS", 0.1)
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    holder = context.Process(target=hold, args=(root / "locks" / "files.lock", held))
    holder.start()
    assert held.wait(30)
    with pytest.raises(MachineError, match=r"holds .*files\.lock"):
        queue.cancel(a)
    holder.kill()
    holder.join()
    queue.cancel(a)
    assert queue.advance() == []


def test_a_lock_dies_with_its_holder(make_job: MakeJob, root: Path) -> None:
    queue, (a,) = queued(make_job, "a")
    (root / "locks").mkdir(exist_ok=True)
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    holder = context.Process(target=hold, args=(root / "locks" / "files.lock", held))
    holder.start()
    assert held.wait(30)
    assert queue.advance() == []
    holder.kill()
    holder.join()
    assert queue.advance() == [a]


def test_several_at_once_start_each_job_once(make_job: MakeJob, root: Path) -> None:
    _, jobs = queued(make_job, *"abcd", behaviour="finish")
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        workers = [pool.apply_async(advance_until_empty, (root,)) for _ in range(3)]
        started = [name for worker in workers for name in worker.get(timeout=100)]
    assert sorted(started) == sorted(job.id for job in jobs)
    list(follow(jobs[-1]))
    words = sorted((e for job in jobs for e in lifecycle_events(job.events_file)), key=lambda event: event["time"])
    assert [event["event"] for event in words] == ["started", "finished"] * 4, "one after the other"


def test_a_place_of_an_earlier_start_means_nothing(make_job: MakeJob) -> None:
    queue, (job,) = queued(make_job, "a")
    EventLog(job.events_file, 1).stopped(1)
    assert (look(job).status, titles(queue), queue.advance()) == ("stopped", "", [])


def advance(root: Path) -> list[str]:
    """What another process does."""
    return [job.id for job in Queue(root).advance()]


def advance_until_empty(root: Path) -> list[str]:
    """What another process does."""
    queue, started = Queue(root), []
    while queue.waiting():
        started += [job.id for job in queue.advance()]
        time.sleep(0.05)
    return started


def hold(path: Path, held: object) -> None:
    """What another process does until it is killed."""
    with FileLock(path):
        held.set()  # type: ignore[attr-defined]
        time.sleep(600)
