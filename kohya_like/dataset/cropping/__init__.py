"""Cropped copies of pictures: what is kept of each, how it is written, and the job that makes them."""
