"""Captions that do not fit their pictures, found first: the comparison, and what it found."""

from typing import Any

from kohya_like.dataset.caption_scores import lowest_first
from kohya_like.formats.clip_models import found_clip_models, needed
from kohya_like.plan.scoring import checked_scoring, new_scoring
from kohya_like.ui.answers import both
from kohya_like.ui.places import Chosen, place_of
from kohya_like.ui.site import Site

MOST_ROWS = 1000
"""Captions in one answer: of more, the others fit well."""

Document = dict[str, Any]


class Scores:
    """What the page asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def models(self) -> Document:
        """`{found, needed}`: the CLIP models on this machine (`{name, folder}`), and what to do where there is none."""
        found = [{"name": folder.name, "folder": str(folder)} for folder in found_clip_models(self._site.root)]
        return {"found": found, "needed": None if found else both(needed(self._site.root))}

    def lowest(self, chosen: Chosen) -> Document:
        """`{captions, scored, rows}`: how many captions there are and have a score, and `{picture, caption, score}` of
        those that fit their pictures least, these first."""
        place = place_of(self._site, chosen)
        captions = sum(place.caption_file(picture) is not None for picture in place.pictures.values())
        rows = lowest_first(place)
        shown = [{"picture": row.picture, "caption": row.caption, "score": row.score} for row in rows[:MOST_ROWS]]
        return {"captions": captions, "scored": len(rows), "rows": shown}

    def start(self, chosen: Chosen, model: str | None = None) -> str:
        """Queue a comparison with the model of a folder, by default the first one found; the id of its job."""
        known = {str(folder) for folder in found_clip_models(self._site.root)}
        if model is not None and model not in known:
            model = str(self._site.roots().checked(model, "model"))
        values = {"folder": str(place_of(self._site, chosen).folder), "model": model}
        return self._site.queued(new_scoring(self._site.root, checked_scoring(self._site.root, values)))
