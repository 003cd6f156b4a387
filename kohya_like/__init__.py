"""kohya-like: from a folder of pictures to a fine-tuned Stable Diffusion model."""

__version__ = "0.1.0"
