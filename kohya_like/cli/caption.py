"""`kohya-like caption`: what the pictures of a folder show, in words, written beside them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.cli.dataset.history import Folder
from kohya_like.cli.options import AsJson, Workspace, printable, refuse_idle, takes, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.caption import PARAMETERS, CaptionConfig
from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.schema import AUTOMATIC
from kohya_like.config.text import Text
from kohya_like.dataset.glossary import FILE as GLOSSARY
from kohya_like.dataset.glossary import gloss
from kohya_like.dataset.place import Place
from kohya_like.formats.captioning_models import find_model, kind_of
from kohya_like.jobs.answers import Answer, Answers
from kohya_like.jobs.child import AUTOMATIC as FROM_ITS_STATE
from kohya_like.jobs.events import read_events
from kohya_like.jobs.failures import WRONG_INPUT
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.plan.captioning import (
    checked_captioning,
    checked_trying,
    new_captioning,
    new_download,
    new_trying,
    unfinished_captioning,
)

FOLDER = "train_data_dir"
OPTIONS = [parameter for name, parameter in PARAMETERS.items() if name != FOLDER]


def _help(en: str, zh: str) -> Any:
    return {"help": str(Text(en, zh))}


@takes(OPTIONS)
def caption(
    *,
    folder: Folder,
    tried: Annotated[
        list[str] | None,
        typer.Option(
            "--try",
            metavar="PICTURE",
            **_help(
                "Print what the model says of this picture of DIR and write nothing; if none is named, what "
                "every model on this machine says, side by side. May be given several times.",
                "只显示模型对 DIR 中该图片的描述，不写入文件；未指定打标模型时并列显示所有模型的结果。可多次使用。",
            ),
        ),
    ] = None,
    download: Annotated[
        bool,
        typer.Option(
            "--download",
            **_help(
                "Download the model from Hugging Face if it is not there: the one named, else the recommended one. "
                "HF_ENDPOINT names a mirror.",
                "本机没有该模型时从 Hugging Face 下载：指定的模型，否则为推荐的模型。可用 HF_ENDPOINT 指定镜像站。",
            ),
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            **_help(
                "Go on with the last job of the same options that was not finished.",
                "继续上一个选项相同且未完成的任务。",
            ),
        ),
    ] = False,
    root: Workspace = None,
    as_json: AsJson = False,
    **options: Any,
) -> None:
    """Caption, or try; the exit code is that of the job."""
    place = writable_workspace(root)
    pictures = Place.at(folder.expanduser().absolute()).folder
    given = {name: value for name, value in options.items() if value is not None}
    given[FOLDER] = str(pictures)
    if tried is not None:
        refuse_beside_try(given, resume=resume)
    if download:
        fetch(place, given, as_json=as_json)
    every = tried is not None and not {"captioner", "model"} & given.keys()
    if not every:
        given["captioner"] = captioner_of(place, given)
        refuse_idle(PARAMETERS, given)
    if tried is not None:
        given["pictures"] = [name_in(pictures, each) for each in tried]
        try_pictures(place, given, as_json=as_json)
    run(place, given, resume=resume, as_json=as_json)


def captioner_of(root: Path, given: Mapping[str, Any]) -> str:
    """The captioner that is named, else that of the model."""
    named = str(given.get("captioner", AUTOMATIC))
    return kind_of(given.get("model"), root) if named == AUTOMATIC else named


def name_in(folder: Path, picture: str) -> str:
    """The name of a picture from its folder, whether that or a path was given."""
    path = Path(picture).expanduser().absolute()
    return path.relative_to(folder).as_posix() if path.is_file() and path.is_relative_to(folder) else picture


def run(root: Path, values: Mapping[str, Any], *, resume: bool, as_json: bool) -> None:
    """Caption the folder and exit."""
    config = checked_captioning(root, values)
    job = unfinished_captioning(root, config) if resume else new_captioning(root, config)
    Queue(root).enqueue(job, resume=FROM_ITS_STATE if resume else None)
    end = follow_to_end(job)
    print_outcome(job, end, as_json=as_json, warnings=[event["message"] for event in _said(job, "warning")])
    raise typer.Exit(end.code or 0)


def try_pictures(root: Path, given: Mapping[str, Any], *, as_json: bool) -> None:
    """Print what the captioner that was chosen, else every one, says of a few pictures, and exit: with 2 where none
    can say anything."""
    one = given.get("captioner")
    config = checked_trying(root, given, list(CAPTIONERS) if one is None else [one])
    job = new_trying(root, config)
    Queue(root).enqueue(job)
    end = follow_to_end(job)
    answers = (job.read(Answers) or Answers()).answers
    if not as_json:
        for answer in answers:
            typer.echo("\n".join(lines(answer, root)))
    code = end.code or (WRONG_INPUT if answers and all(answer.error for answer in answers) else 0)
    if as_json or end.code:
        documents = [answer.model_dump(mode="json") for answer in answers]
        print_outcome(job, end, as_json=as_json, code=code, answers=documents)
    raise typer.Exit(code)


def lines(answer: Answer, root: Path) -> list[str]:
    """An answer as text: who says it of which picture, the caption, and each tag with its probability."""
    label = CAPTIONERS[answer.captioner].label
    head = f"{answer.picture}  {label} ({Path(answer.model).name})"
    if answer.error is not None:
        return [head, f"  {answer.error}"]
    tags = [f"  {probability:6.1%}  {tag}  {gloss(tag, root / GLOSSARY) or ''}" for tag, probability in answer.tags]
    return [printable(head), f"  {printable(answer.caption)}", *(line.rstrip() for line in tags)]


def fetch(root: Path, given: Mapping[str, Any], *, as_json: bool) -> None:
    """Download the model that is wanted unless it is there; exits where that fails."""
    captioner = CaptionConfig.checked(given).captioner
    if captioner == AUTOMATIC:
        raise InputError.of("captioner", _WHICH)
    try:
        find_model(captioner, given.get("model"), root)
    except InputError:
        job = new_download(root, captioner, given.get("model"))
        Queue(root).enqueue(job)
        end = follow_to_end(job)
        if end.code:
            print_outcome(job, end, as_json=as_json)
            raise typer.Exit(end.code) from None


def refuse_beside_try(given: Mapping[str, Any], *, resume: bool) -> None:
    """Raise InputError for options that a trial, which writes nothing, would not heed."""
    unheeded = [name for name in ("pictures", "mode", "caption_extension") if name in given]
    if resume or unheeded:
        raise InputError(Problem(name, _NOT_TRIED) for name in ["resume"] * resume + unheeded)


def _said(job: Job, event: str) -> list[dict[str, Any]]:
    return [each for each in read_events(job.events_file)[0] if each["event"] == event]


_WHICH = Text("For a download, name the captioner.", "下载时请指定打标模型的种类。")
_NOT_TRIED = Text("It does nothing beside --try: leave it out.", "与 --try 同用时不起作用：请去掉。")
