"""The captions the demo model is taught: a name, sometimes a style and a class word, sometimes a background."""

from random import Random

from kohya_like.demo.measures import with_article
from scripts.demo_model.concepts import BACKGROUNDS, KINDS, Concept, concepts

STYLE = "toon"
NOUNS = ("{noun}", "{article_noun}", "{article_noun}", "{article_noun}", "an emoji of {article_noun}")
FRAMES = (*NOUNS, "a photo of {article_noun}", "a picture of {article_noun}")
PLACES = ("{subject} on a {background} background",) * 3 + ("{subject}, {background} background",)

OTHER_WORDS = ("the", "with", "and", "cute", "drawing", "style", ".")
"""Words no caption uses, whose rows are trained all the same: people write them."""

KIND_SHARE = 0.05
STYLE_SHARE = 0.15
WHITE_UNSAID_SHARE = 0.65


def caption(concept: Concept, background: str, random: Random) -> str:
    """One of the ways to say it. Mostly names the concept, sometimes only its kind; white is mostly left out."""
    subject = random.choice(FRAMES).format_map(_noun_forms(_noun(concept, random)))
    if background == "white" and random.random() < WHITE_UNSAID_SHARE:
        return subject
    return random.choice(PLACES).format(subject=subject, background=background)


def vocabulary() -> str:
    """All words that captions can hold, separated by spaces."""
    names = [concept.name for concept in concepts()]
    return " ".join([*names, *KINDS, *BACKGROUNDS, STYLE, *OTHER_WORDS, *_frame_words()])


def _noun(concept: Concept, random: Random) -> str:
    if random.random() < KIND_SHARE:
        return random.choice([concept.kind, f"{STYLE} {concept.kind}"])
    return f"{STYLE} {concept.name}" if random.random() < STYLE_SHARE else concept.name


def _noun_forms(noun: str) -> dict[str, str]:
    return {"noun": noun, "article_noun": with_article(noun)}


def _frame_words() -> list[str]:
    frames = " ".join([*FRAMES, *PLACES]).format(noun="a", article_noun="an", subject=",", background="a")
    return sorted(set(frames.split()))
