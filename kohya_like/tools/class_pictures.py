"""Draw regularisation pictures of a class: `accelerate launch -m kohya_like.tools.class_pictures --config job.toml`."""

from pathlib import Path

from kohya_like.config.class_pictures import ClassPicturesConfig
from kohya_like.config.text import Text
from kohya_like.dataset.class_pictures import add_drawn
from kohya_like.jobs.child import ChildJob, StopRequested, run_child


def draw_class(job: ChildJob) -> Path:
    """Draw every picture into the folder of the class and return the folder. What is there already stays."""
    config = ClassPicturesConfig.from_toml(job.config)
    from kohya_like.models.sampler import draw_picture, save_picture  # Late, for torch takes seconds to import.
    from kohya_like.tools.loading import load_with_loras

    job.events.phase("load", Text("Loading the model", "加载模型"))
    family = load_with_loras(config.drawing())
    job.events.phase("draw", Text("Drawing", "绘制图片"))
    for number, seed in enumerate(config.seeds(), start=1):
        target = config.place(seed)
        if not target.exists():
            prompt = config.drawn_prompt(seed)
            picture = draw_picture(family, prompt, config.sampler, lambda: job.requested("stop"))
            if picture is None:
                raise StopRequested(number - 1)
            drawn = job.samples_dir / target.name
            save_picture(picture, drawn)
            add_drawn(config, drawn, seed, job.job.id)
            job.events.sample(number, target, prompt=prompt.text, seed=seed)
        job.events.progress(number, config.count)
    return config.folder


if __name__ == "__main__":
    run_child(draw_class)
