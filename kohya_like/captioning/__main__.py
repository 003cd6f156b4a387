"""Caption a dataset: `accelerate launch -m kohya_like.captioning --config job.toml`."""

from kohya_like.captioning.running import caption
from kohya_like.jobs.child import run_child

if __name__ == "__main__":
    run_child(caption)
