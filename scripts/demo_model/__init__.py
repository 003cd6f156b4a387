"""How the embedded demo base model is made: Stable Diffusion 1 in miniature, which draws 70 emoji."""
