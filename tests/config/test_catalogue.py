"""Catalogues: names, labels and what they stand for."""

from collections import OrderedDict

import pytest

from kohya_like.config.catalogue import Catalogue, Entry
from kohya_like.config.text import Text

ANIMALS = Catalogue(
    "animal",
    {
        "Cat": Entry(Text("Cat", "猫"), "collections:OrderedDict"),
        "dog": Entry(Text("Dog", "狗")),
    },
)


def test_keeps_its_order_and_knows_its_names():
    assert list(ANIMALS) == ["Cat", "dog"] and len(ANIMALS) == 2 and ANIMALS["dog"].label.en == "Dog"


def test_an_unknown_name_raises():
    with pytest.raises(KeyError):
        ANIMALS["horse"]


@pytest.mark.parametrize(("given", "expected"), [("cat", "Cat"), ("DOG", "dog"), ("dgo", "dog"), ("zebra", None)])
def test_suggests_the_nearest_name(given: str, expected: str | None):
    assert ANIMALS.suggestion(given) == expected


def test_loads_what_an_entry_names():
    assert ANIMALS["Cat"].load() is OrderedDict
