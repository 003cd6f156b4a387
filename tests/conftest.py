"""What every test shares."""

from hypothesis import settings

# On a busy machine a slow example is no failure.
settings.register_profile("kohya-like", deadline=None)
settings.load_profile("kohya-like")
