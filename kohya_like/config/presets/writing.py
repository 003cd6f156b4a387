"""From values to the text of a preset's file."""

from kohya_like.config.presets.parts import PARTS
from kohya_like.config.presets.preset import PRESET_PARAMETERS, Info, Values, checked_values
from kohya_like.config.presets.reading import OURS, plain, read_preset, written
from kohya_like.config.presets.tab import DEFAULTS, KEPT_ON_SCREEN


def write_preset(values: Values, info: Info) -> str:
    """The file of a preset with these values over our defaults; what a preset never holds is left out.

    It has every key of kohya_ss's LoRA tab, since that program keeps what stands on the screen for a key that is
    missing. Where its keys do not say a value exactly, ours says it. Raises InputError for a wrong value.
    """
    wanted = plain(checked_values(values))
    tab = dict(DEFAULTS) | dict.fromkeys(KEPT_ON_SCREEN)
    for part in PARTS:
        tab |= part.write(wanted)
    understood = plain(read_preset(written(tab)).values)
    inexact = {name: wanted[name] for name in PRESET_PARAMETERS if wanted[name] != understood[name]}
    about = info.model_dump(mode="json", exclude_none=True)
    return written({**tab, OURS: {**about, **({"values": inexact} if inexact else {})}})
