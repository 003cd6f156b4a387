"""What a run will do, worked out before it starts: pictures, steps, saves, and everything that is wrong."""
