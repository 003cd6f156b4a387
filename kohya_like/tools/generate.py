"""Draw with a base model and LoRA files: `accelerate launch -m kohya_like.tools.generate --config job.toml`."""

from pathlib import Path

from kohya_like.config.generate import GenerateConfig
from kohya_like.config.text import Text
from kohya_like.jobs.child import ChildJob, StopRequested, run_child


def generate(job: ChildJob) -> Path:
    """Draw every prompt into the output folder and return the folder. Resumed, what is there already stays."""
    config = GenerateConfig.from_toml(job.config)
    prompts = config.parsed_prompts()
    from kohya_like.models.sampler import draw_picture, save_picture  # Late, for torch takes seconds to import.
    from kohya_like.tools.loading import load_with_loras

    job.events.phase("load", Text("Loading the model", "加载模型"))
    family = load_with_loras(config)
    config.output.mkdir(parents=True, exist_ok=True)
    job.events.phase("draw", Text("Drawing", "绘制图片"))
    for number, prompt in enumerate(prompts, start=1):
        path = config.output / f"{job.job.id}-{number:02d}.png"
        if not (job.resume and path.exists()):
            picture = draw_picture(family, prompt, config.sampler, lambda: job.requested("stop"))
            if picture is None:
                raise StopRequested(number - 1)
            save_picture(picture, path)
            job.events.sample(number, path, prompt=prompt.text, seed=prompt.seed)
        job.events.progress(number, len(prompts))
    return config.output


if __name__ == "__main__":
    run_child(generate)
