"""Tests of kohya_like.dataset.building."""
