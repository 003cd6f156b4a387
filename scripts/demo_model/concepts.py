"""What the demo model knows: 70 concepts on five backgrounds; and the subject that it must not know."""

from dataclasses import dataclass

KINDS: dict[str, tuple[str, ...]] = {
    "animal": (
        "bear", "fox:fox_face", "wolf", "panda:panda_face", "koala", "tiger", "lion:lion_face", "rabbit:rabbit2",
        "mouse", "cow", "pig", "frog", "monkey", "horse", "unicorn:unicorn_face", "dragon", "penguin", "owl", "rooster",
        "chick:baby_chick", "parrot", "flamingo", "turtle", "whale:whale2", "dolphin", "shark", "octopus", "crab",
        "fish:tropical_fish", "snail", "bee", "ladybug", "butterfly", "elephant",
    ),
    "food": (
        "watermelon", "lemon", "pineapple", "apple", "peach", "cherries", "strawberry", "banana", "grapes", "avocado",
        "carrot", "broccoli", "eggplant", "hamburger", "pizza", "donut:doughnut", "cupcake", "cheese:cheese_wedge",
        "bread",
    ),
    "plant": ("mushroom", "cactus", "sunflower", "tulip", "rose", "clover:four_leaf_clover", "tree:evergreen_tree"),
    "thing": (
        "taxi", "bus", "fire truck:fire_engine", "rocket", "helicopter", "ufo:flying_saucer", "rainbow", "star:star2",
        "fire", "umbrella",
    ),
}  # fmt: skip
"""Kind -> names used in captions, each followed by the emoji's short name where that is another."""

BACKGROUNDS: dict[str, tuple[int, int, int]] = {
    "white": (255, 255, 255),
    "blue": (70, 120, 230),
    "red": (220, 60, 60),
    "yellow": (250, 215, 80),
    "green": (80, 180, 90),
}

EXPRESSIONS: dict[str, str] = {
    "cat": "",
    "smile_cat": "grinning",
    "joy_cat": "laughing",
    "smiley_cat": "happy",
    "heart_eyes_cat": "in love",
    "smirk_cat": "smirking",
    "kissing_cat": "kissing",
    "pouting_cat": "angry",
    "crying_cat_face": "crying",
    "scream_cat": "scared",
}
"""The subject's emoji -> what its caption adds. Only the autoencoder sees them; text model and U-Net never do."""


@dataclass(frozen=True)
class Concept:
    """One thing the model can draw, under its name in captions."""

    name: str
    kind: str
    emoji: str


def concepts() -> list[Concept]:
    """The 70 concepts in a fixed order: the order of the sheet of concept pictures and of the probes' classes."""
    return [_concept(entry, kind) for kind, entries in KINDS.items() for entry in entries]


def _concept(entry: str, kind: str) -> Concept:
    name, _, emoji = entry.partition(":")
    return Concept(name, kind, emoji or name)
