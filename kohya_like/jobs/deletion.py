"""Delete a job for good."""

import shutil

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.jobs.job import Job
from kohya_like.jobs.records import Launch
from kohya_like.jobs.status import look


def delete(job: Job) -> None:
    """Remove the folder of a job that has ended; the files it saved elsewhere stay.

    Raises InputError if it runs or waits, MachineError if something could not be removed.
    """
    found = look(job)
    if found.alive or found.place is not None:
        raise InputError.of("", _NOT_ENDED.format(id=job.id))
    (job.folder / Launch.file).unlink()  # First, for without this file what may be left of the folder is no job.
    try:
        shutil.rmtree(job.folder)
    except OSError as error:
        raise MachineError(_LEFT_OVER.format(folder=job.folder, error=error.strerror), hint=_BY_HAND) from error


_NOT_ENDED = Text("Job {id} has not ended: stop it first.", "任务 {id} 尚未结束：请先停止。")
_LEFT_OVER = Text("Something is left in {folder}: {error}.", "{folder} 中有文件未能删除：{error}。")
_BY_HAND = Text("Close the program that uses it, then delete the folder.", "请关闭占用它的程序，然后手动删除该文件夹。")
