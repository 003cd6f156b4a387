"""Download a model because it was asked for: `python -m kohya_like.captioning.downloading --config job.toml`.

Nothing else of kohya-like reaches the network for a model.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kohya_like.config.caption import DownloadConfig
from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.formats.captioning_models import NEEDS, files_of, folder_name, models_folder
from kohya_like.jobs.child import ChildJob, StopRequested, run_child

os.environ["HF_HUB_DISABLE_XET"] = "1"  # Plain HTTP works with mirrors too, and can be stopped between two blocks.

MEGABYTE = 1 << 20


def download(job: ChildJob) -> Path:
    """Download the files of a model into the workspace and return their folder. Files that are whole already stay."""
    config = DownloadConfig.from_toml(job.config)
    from huggingface_hub import hf_hub_download  # Late, for it reads the environment when it is imported.

    folder = models_folder(job.job.root) / folder_name(config.model)
    job.events.phase("download", Text("Downloading {model}", "下载 {model}").format(model=config.model))
    with _sentences(config, folder):
        sizes = wanted_files(config)
        require_space(folder, sizes)
        bar = _bar_class(job, sum(sizes.values()))
        for name in sizes:
            hf_hub_download(config.model, name, local_dir=folder, tqdm_class=bar)
    return folder


def wanted_files(config: DownloadConfig) -> dict[str, int]:
    """The files that are needed of a published model, with their sizes in bytes, the smallest first.

    Raises InputError where it is another kind of model.
    """
    from huggingface_hub import HfApi

    published = HfApi().model_info(config.model, files_metadata=True).siblings or []
    sizes = {file.rfilename: file.size or 0 for file in published}
    wanted = NEEDS[config.captioner].wanted(sizes)
    if not wanted:
        raise InputError.of("model", _OTHER_KIND.format(model=config.model, names=", ".join(sorted(sizes)[:5])))
    return dict(sorted(((name, sizes[name]) for name in wanted), key=lambda each: each[1]))


def _bar_class(job: ChildJob, total: int) -> Any:
    """A bar of tqdm that tells the job's events how many megabytes came, and ends where a stop was asked for."""
    from tqdm.auto import tqdm

    done = 0

    class Bar(tqdm):  # type: ignore[misc]  # Without types.
        def __init__(self, *arguments: Any, initial: int = 0, **options: Any) -> None:
            nonlocal done
            done += initial  # What an earlier attempt left of this file.
            options.pop("name", None)
            super().__init__(*arguments, initial=initial, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            nonlocal done
            done += int(n or 0)
            job.events.progress(done // MEGABYTE, max(1, total // MEGABYTE))
            if job.requested("stop"):
                raise StopRequested(done // MEGABYTE)
            return None

    return Bar


@contextmanager
def _sentences(config: DownloadConfig, folder: Path) -> Iterator[None]:
    """Turn what the client of Hugging Face raises into one plain sentence."""
    from huggingface_hub import constants
    from huggingface_hub.errors import GatedRepoError, HFValidationError, RepositoryNotFoundError

    try:
        yield
    except (InputError, MachineError, StopRequested):
        raise
    except GatedRepoError as error:
        raise InputError.of("model", _GATED.format(model=config.model)) from error
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise InputError.of("model", _UNKNOWN.format(model=config.model, address=constants.ENDPOINT)) from error
    except Exception as error:  # Several packages' own kinds of a network that fails.
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        by_hand = _BY_HAND.format(files=files_of(config.captioner), folder=folder)
        raise MachineError(_FAILED.format(address=constants.ENDPOINT, reason=reason), by_hand) from error


def require_space(folder: Path, sizes: Mapping[str, int]) -> None:
    """Raise MachineError where the disk of a folder has no room for the files that are not whole there already."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    files = {folder / name: size for name, size in sizes.items()}
    lacking = sum(size for path, size in files.items() if not path.is_file() or path.stat().st_size != size)
    free = shutil.disk_usage(folder.parent).free
    if free < lacking:
        megabytes = {"size": lacking // MEGABYTE, "free": free // MEGABYTE}
        raise MachineError(_NO_SPACE.format(folder=folder, **megabytes), _FREE_SOME)


_OTHER_KIND = Text(
    "{model} holds no such model (it has {names}): choose the captioner that it was made for.",
    "{model} 不是这种模型（其中有 {names}）：请选择与它对应的打标模型。",
)
_GATED = Text(
    "{model} is only given to those who accepted its terms: do so on its page, then sign in with `hf auth login`.",
    "{model} 需先同意其条款：请在模型页面上同意，再用 `hf auth login` 登录。",
)
_UNKNOWN = Text("There is no model {model} at {address}: check its name.", "{address} 上没有模型 {model}：请检查名称。")
_FAILED = Text("Nothing could be downloaded from {address}: {reason}.", "无法从 {address} 下载：{reason}。")
_BY_HAND = Text(
    "Check the network, name a mirror in HF_ENDPOINT, or copy the files {files} from another computer into {folder}.",
    "请检查网络，用 HF_ENDPOINT 指定镜像站，或从其他电脑把文件 {files} 复制到 {folder}。",
)
_NO_SPACE = Text(
    "The disk of {folder} has {free} MB free, and what is to be downloaded takes {size} MB.",
    "{folder} 所在磁盘剩余 {free} MB，而要下载的文件需要 {size} MB。",
)
_FREE_SOME = Text("Free some space on that disk.", "请清理该磁盘的空间。")

if __name__ == "__main__":
    run_child(download)
