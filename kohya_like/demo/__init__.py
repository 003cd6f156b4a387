"""The embedded demo: a tiny Stable Diffusion 1 model, pictures of a subject it has never seen, and a run for them."""
