"""A few pictures through several captioners: `accelerate launch -m kohya_like.captioning.trying --config job.toml`.

Nothing is written beside the pictures: the answers go into the job's `result.json`, each as soon as it is there.
"""

from collections.abc import Sequence
from pathlib import Path

from kohya_like.captioning.running import load_captioner
from kohya_like.captioning.writing import caption_text
from kohya_like.config.caption import Source, TryConfig
from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels, read_picture
from kohya_like.dataset.place import Place
from kohya_like.jobs.answers import Answer, Answers
from kohya_like.jobs.child import ChildJob, StopRequested, run_child


def attempt(job: ChildJob) -> Path:
    """Ask every captioner about every picture and return the file with the answers."""
    config = TryConfig.from_toml(job.config)
    pictures = Place(config.train_data_dir).chosen(config.pictures)
    read = [read_picture(path) for path in pictures]
    answers: list[Answer] = []
    for number, source in enumerate(config.sources):
        job.events.phase("try", _TRYING.format(label=CAPTIONERS[source.captioner].label))
        job.events.progress(number, len(config.sources))
        if job.requested("stop"):
            raise StopRequested(number)
        answers += _answers(job, config, source, read)
        job.job.write(Answers(answers=tuple(answers)))
    job.events.progress(len(config.sources), len(config.sources))
    return job.job.folder / Answers.file


def _answers(job: ChildJob, config: TryConfig, source: Source, pictures: Sequence[Pixels]) -> list[Answer]:
    """What one captioner says of each picture, or why it cannot."""
    own = config.model_copy(update={"captioner": source.captioner})
    asked = [Answer(captioner=source.captioner, model=str(source.model), picture=name) for name in config.pictures]
    try:
        captioner = load_captioner(source.captioner, source.model, own, job.events)
        described = captioner.describe([captioner.prepare(rgb) for rgb in pictures])
    except InputError as error:
        wrong = error.problems[0].text
        return [answer.model_copy(update={"error_en": wrong.en, "error_zh": wrong.zh}) for answer in asked]
    return [
        answer.model_copy(update={"caption": caption_text("", each, own), "tags": each.tags})
        for answer, each in zip(asked, described, strict=True)
    ]


_TRYING = Text("Asking {label}", "正在询问 {label}")

if __name__ == "__main__":
    run_child(attempt)
