"""Loading a base model of whatever family it is."""

from pathlib import Path

from kohya_like.config.choices import FAMILIES
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.formats.families import family_of
from kohya_like.formats.identify import identify
from kohya_like.models.family import Family, Placement


def load_family(path: Path, name: str, vae: Path | None, placement: Placement) -> Family:
    """The base model in a file; its family by name, or read from the file when that is "auto".

    Raises InputError when it is none that can be loaded.
    """
    if name == "auto":
        name = _family_in(path)
    loaded: Family = FAMILIES[name].load().load(path, vae, placement)
    return loaded


def _family_in(path: Path) -> str:
    found = identify(path)
    family = family_of(found)
    if family is None:
        text = Text(
            "{path} is {type} ({base}), not a base model that can be loaded here: choose another file.",
            "{path} 是 {type}（{base}），不是可在此加载的底模：请换一个文件。",
        )
        wrong = found.error or text.format(path=path, type=found.type, base=found.variant or found.base or "?")
        raise InputError.of("model.pretrained_model_name_or_path", wrong)
    return family
