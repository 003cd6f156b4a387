"""Preview pictures of a run."""

from dataclasses import dataclass

from kohya_like.config.prompts import Prompt
from kohya_like.jobs.child import ChildJob
from kohya_like.models.family import Family
from kohya_like.models.sampler import draw_picture, save_picture


@dataclass(frozen=True)
class Previews:
    """Draws the same prompts with the same seeds each time, so that pictures can be compared over steps."""

    family: Family
    prompts: list[Prompt]
    sampler: str
    job: ChildJob

    def draw(self, step: int) -> None:
        """Draw every prompt after `step` steps into the job's samples; a stop request ends it early."""
        for number, prompt in enumerate(self.prompts):
            picture = draw_picture(self.family, prompt, self.sampler, lambda: self.job.requested("stop"))
            if picture is None:
                return
            path = self.job.samples_dir / f"{step:08d}-{number:02d}.png"
            save_picture(picture, path)
            self.job.events.sample(step, path, prompt=prompt.text, seed=prompt.seed)
        self.family.set_aside_vae()
