"""Randomness as a function of a key, such as (seed, purpose, step, picture): the same on every machine, at any time."""

import random
from hashlib import sha256

Place = tuple[int, int]
"""A picture in a step: its index, and how often it has come before in the same step."""


def seed_of(*key: object) -> int:
    """A seed that depends on every part of the key, the same on every machine and in every process."""
    digest = sha256("\0".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1  # torch takes 63 bits everywhere


def python_random_of(*key: object) -> random.Random:
    """Python's generator for a key."""
    return random.Random(seed_of(*key))
