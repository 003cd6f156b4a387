"""From what the Settings page sends to settings that can be saved, with a sentence for each value that cannot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.reading import with_values
from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.config.text import Text
from kohya_like.ui.roots import Roots
from kohya_like.ui.settings import Settings

MACHINE_PARAMETERS = tuple(
    parameter
    for parameter in PARAMETERS.values()
    if parameter.section == "launch" or parameter.name == "mixed_precision"
)
"""The parameters that belong to a machine: what `accelerate config` asks."""

WEBUI_FOLDERS = ("models/Lora", "models/Stable-diffusion")
WEBUI_NAMES = ("webui", "stable-diffusion-webui", "stable-diffusion-webui-forge")
COMFYUI_FOLDERS = ("models/loras", "models/checkpoints")
COMFYUI_NAMES = ("ComfyUI",)
"""One of the folders is in every installation; the names are those of its folder in what people download."""


@dataclass(frozen=True)
class Form:
    """What decides whether a value is right: the workspace's allowed folders, and whether others can reach the page."""

    roots: Roots
    exposed: bool

    def applied(self, changes: Mapping[str, Any], settings: Settings) -> tuple[Settings, list[Problem]]:
        """The settings with some fields changed, and what is wrong with the changes; a wrong one is left out.

        `launch` maps parameters to values, of which None means the default; the other fields are as in `Settings`, with
        "" for None.
        """
        readers: dict[str, Callable[[Any, Settings], Any]] = {
            "launch": self._launch,
            "allowed_folders": self._allowed_folders,
            "webui_dir": self._webui_dir,
            "comfyui_dir": self._comfyui_dir,
            "models_dirs": self._models_dirs,
            "hf_endpoint": self._hf_endpoint,
        }
        problems: list[Problem] = []
        right: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in readers:
                problems.append(Problem(name, _UNKNOWN.format(name=name)))
                continue
            try:
                right[name] = readers[name](value, settings)
            except InputError as error:
                problems += error.problems
        return settings.model_copy(update=right), problems

    def _launch(self, values: Any, settings: Settings) -> dict[str, Any]:
        if not isinstance(values, dict):
            raise InputError.of("launch", _WRONG_KIND)
        merged = {name: value for name, value in (settings.launch | values).items() if value is not None}
        others = [name for name in merged if not _is_machine(name)]
        problems = [Problem(f"launch.{name}", _NO_PARAMETER.format(name=name)) for name in others]
        draft = with_values(merged, over=RunConfig(), folder=self.roots.workspace)
        mistakes = (problem for problem in draft.problems if problem.severity == "error")
        problems += [problem for problem in mistakes if problem.field in _MACHINE_PATHS]
        if problems:
            raise InputError(problems)
        return merged

    def _allowed_folders(self, folders: Any, settings: Settings) -> list[Path] | None:
        if self.exposed:
            raise InputError.of("allowed_folders", _NOT_FROM_ELSEWHERE)
        if folders is None:
            return None
        return _each(folders, "allowed_folders", lambda text, field: _existing_folder(Path(text).expanduser(), field))

    def _models_dirs(self, folders: Any, settings: Settings) -> list[Path]:
        return _each(folders, "models_dirs", self._folder)

    def _webui_dir(self, text: Any, settings: Settings) -> Path | None:
        return self._installation(text, "webui_dir", "WebUI", WEBUI_FOLDERS, WEBUI_NAMES)

    def _comfyui_dir(self, text: Any, settings: Settings) -> Path | None:
        return self._installation(text, "comfyui_dir", "ComfyUI", COMFYUI_FOLDERS, COMFYUI_NAMES)

    def _installation(
        self, text: Any, field: str, program: str, folders: Sequence[str], names: Sequence[str]
    ) -> Path | None:
        """Where a program is installed. Raises InputError, naming the right folder where it is just beside."""
        if text in ("", None):
            return None
        given = self._folder(text, field)
        around = (given, *(given / name for name in names), *given.parents[:2])
        found = next((place for place in around if any((place / folder).is_dir() for folder in folders)), None)
        if found == given:
            return given
        hint = _MEANT.format(path=found) if found is not None and self.roots.allowed(found) else _CHOOSE
        raise InputError.of(field, _NOT_INSTALLED.format(path=given, program=program, folder=folders[0], hint=hint))

    def _folder(self, text: Any, field: str) -> Path:
        return _existing_folder(self.roots.checked(_text(text, field).strip(), field), field)

    def _hf_endpoint(self, text: Any, settings: Settings) -> str | None:
        if text in ("", None):
            return None
        address = _text(text, "hf_endpoint").strip().rstrip("/")
        if not _is_address(address):
            raise InputError.of("hf_endpoint", _NO_ADDRESS)
        if "@" in urlsplit(address).netloc:
            raise InputError.of("hf_endpoint", _NO_SECRETS)
        return address


_MACHINE_PATHS = frozenset(parameter.path for parameter in MACHINE_PARAMETERS)


def _is_machine(name: str) -> bool:
    return name in PARAMETERS and PARAMETERS[name].path in _MACHINE_PATHS


def _each(values: Any, field: str, read: Callable[[str, str], Path]) -> list[Path]:
    """Each text of a list as a path, without repetitions. Raises InputError with the problems of all."""
    if not isinstance(values, list):
        raise InputError.of(field, _WRONG_KIND)
    paths: list[Path] = []
    problems: list[Problem] = []
    for index, value in enumerate(values):
        place = f"{field}.{index}"
        try:
            text = _text(value, place).strip()
            paths += [read(text, place)] if text else []
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(paths))


def _existing_folder(path: Path, field: str) -> Path:
    if not path.is_absolute():
        raise InputError.of(field, _RELATIVE.format(path=path))
    try:
        found = path.resolve()
        exists = found.is_dir()
    except (OSError, RuntimeError, ValueError):  # A name that no system takes, links in a circle, no permission.
        exists = False
    if not exists:
        raise InputError.of(field, _NO_FOLDER.format(path=path))
    return found


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        usable = parts.port is None or parts.port > 0
    except ValueError:  # Brackets or a port that make no sense.
        return False
    plain = not (parts.query or parts.fragment or any(character.isspace() for character in text))
    return parts.scheme in ("http", "https") and bool(parts.hostname) and usable and plain


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise InputError.of(field, _WRONG_KIND)
    return value


_WRONG_KIND = Text("This value is of the wrong kind: reload the page.", "该值的类型不正确：请重新加载页面。")
_UNKNOWN = Text("There is no setting {name}.", "没有名为 {name} 的设置。")
_NO_PARAMETER = Text(
    "{name} is no parameter of the machine: set it in Train.", "{name} 不是设备参数：请在“训练”页面中设置。"
)
_NOT_FROM_ELSEWHERE = Text(
    "Others can reach this page: the allowed folders can be changed only where it is started for this computer alone.",
    "其他人可以访问此网页，因此只有在仅供本机使用的方式启动时，才能更改允许访问的文件夹。",
)
_RELATIVE = Text("{path} does not say where it begins: write the whole path.", "{path} 不是完整路径：请写出完整路径。")
_NO_FOLDER = Text("There is no folder {path}.", "没有文件夹 {path}。")
_NOT_INSTALLED = Text(
    "{path} is no folder of {program}: it has no {folder} in it.{hint}",
    "{path} 不是 {program} 的文件夹：其中没有 {folder}。{hint}",
)
_MEANT = Text(" Did you mean {path}?", "是否想选择 {path}？")
_CHOOSE = Text(" Choose the folder into which it was installed.", "请选择它的安装文件夹。")
_NO_ADDRESS = Text("Write an address such as https://hf-mirror.com.", "请输入一个网址，例如 https://hf-mirror.com。")
_NO_SECRETS = Text(
    "Leave the user name and password out of the address: settings are stored as plain text.",
    "请不要在网址中写用户名和密码：设置以明文保存。",
)
