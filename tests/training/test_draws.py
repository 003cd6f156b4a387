"""Draws depend on seed, step and picture, and on nothing else."""

import random

import torch

from kohya_like.training.draws import TIMESTEPS, draw, generator_of

SHAPE = (4, 8, 8)


def test_a_picture_draws_the_same_whoever_shares_its_batch() -> None:
    alone = draw(42, 3, [(7, 0)], SHAPE)
    together = draw(42, 3, [(1, 0), (7, 0), (2, 0)], SHAPE)
    assert torch.equal(alone.noise[0], together.noise[1])
    assert torch.equal(alone.offset[0], together.offset[1])
    assert torch.equal(alone.timesteps[0], together.timesteps[1])


def test_nothing_else_draws_the_same() -> None:
    places = [(0, 0), (0, 1), (1, 0)]
    noises = [draw(seed, step, places, SHAPE).noise for seed in (1, 2) for step in (0, 1)]
    each = torch.cat(noises).flatten(1)
    assert len({tuple(row[:4].tolist()) for row in each}) == len(each)


def test_global_generators_are_left_alone() -> None:
    torch.manual_seed(1)
    random.seed(1)
    expected = torch.rand(1), random.random()
    torch.manual_seed(1)
    random.seed(1)
    draw(42, 0, [(0, 0)], SHAPE)
    generator_of(42)
    assert (torch.rand(1), random.random()) == expected


def test_noise_is_normal_and_timesteps_are_even() -> None:
    draws = draw(0, 0, [(picture, 0) for picture in range(2000)], SHAPE)
    assert abs(draws.noise.mean()) < 0.01
    assert abs(draws.noise.std() - 1) < 0.01
    assert draws.timesteps.min() >= 0
    assert draws.timesteps.max() < TIMESTEPS
    assert abs(draws.timesteps.float().mean() - 499.5) < 30
