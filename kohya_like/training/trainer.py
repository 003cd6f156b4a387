"""The training loop."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import torch
from accelerate import Accelerator

from kohya_like.config.problems import MachineError
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.dataset.chance import seed_of
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.job import Request
from kohya_like.models.device import SAVE_DTYPES
from kohya_like.models.family import Family
from kohya_like.plan.plan import Plan
from kohya_like.trainables.network import Network
from kohya_like.training.batches import Batch, Batches, Step
from kohya_like.training.draws import draw
from kohya_like.training.objective import Epsilon
from kohya_like.training.previews import Previews
from kohya_like.training.saving import Saver
from kohya_like.training.schedules import Schedule
from kohya_like.training.state import Circumstances, Progress, State, save_state
from kohya_like.training.team import Team
from kohya_like.training.text_states import TextStates
from kohya_like.training.validation import Validation

AVERAGED = 100
"""Steps over which the average loss is taken."""
AUTOSAVE_SECONDS = 120
"""A state is kept at least this often, so that a kill or a power cut costs no more than that."""


@dataclass
class Trainer:
    """A run that is ready to go. `progress` says how far it has come; every method takes it from there."""

    config: RunConfig
    plan: Plan
    job: ChildJob
    team: Team
    accelerator: Accelerator
    family: Family
    network: Network
    objective: Epsilon
    optimizer: torch.optim.Optimizer
    schedule: Schedule
    batches: Batches
    text_states: TextStates
    saver: Saver
    previews: Previews
    validation: Validation | None
    circumstances: Circumstances
    progress: Progress
    last_state: float = 0.0

    def train(self) -> Path | None:
        """Train to the end of the plan; returns the finished file, in the process that writes it.

        Raises StopRequested when a stop is carried out.
        """
        self.begin()
        for step in self.steps():
            loss = self.team.sum(sum(self.learn_from(batch, step) for batch in step.batches))
            self.update()
            self.report(step, loss)
            self.save_and_preview_when_due(step)
        return self.finish()

    def learn_from(self, batch: Batch, step: Step) -> float:
        """Add a batch's gradients and return its share of the step's loss."""
        device = self.accelerator.device
        torch.manual_seed(seed_of(self.config.train.seed, "dropout", step.index, batch.number))  # torch's own generator
        draws = draw(self.config.train.seed, step.index, batch.places, batch.latents.shape[1:]).to(device)
        latents, weights = batch.latents.to(device, non_blocking=True), batch.weights.to(device, non_blocking=True)
        noisy, target = self.objective.target(latents, draws)
        with self.accelerator.autocast():
            prediction = self.family.predict(noisy, draws.timesteps, self.text_states.of(batch.captions))
        loss = self.objective.loss(prediction, target, draws, weights) * batch.share
        self.accelerator.backward(loss)
        return loss.detach().item()

    def update(self) -> None:
        """Follow the gradients. Raises MachineError when they are not finite: the weights would be lost with them.

        In fp16 some overflow now and then; the gradient scaler leaves such a step out and lowers its scale.
        """
        self.team.sum_gradients(self.network.parameters())
        limit = self.config.optimizer.max_grad_norm or math.inf
        norm = float(self.accelerator.clip_grad_norm_(self.network.parameters(), limit))
        if not math.isfinite(norm) and self.accelerator.scaler is None:
            raise MachineError(_LOSS_IS_LOST.format(step=self.progress.done + 1), hint=_LOSS_HINT)
        self.optimizer.step()
        self.optimizer.zero_grad()

    def steps(self) -> Iterator[Step]:
        """The steps still to do, each with its learning rates set."""
        self.tell_training()
        for step in self.batches.steps(self.progress.done, self.plan.total_steps):
            for group in self.optimizer.param_groups:
                group["lr"] = self.schedule.learning_rate(group["base_lr"], step.index)
            yield step

    def report(self, step: Step, loss: float) -> None:
        """Count the step and tell of it. Raises MachineError when the loss is no number any more."""
        if not math.isfinite(loss):
            raise MachineError(_LOSS_IS_LOST.format(step=step.index + 1), hint=_LOSS_HINT)
        progress = self.progress
        progress.done = step.index + 1
        progress.recent_losses = [*progress.recent_losses, loss][-AVERAGED:]
        average = sum(progress.recent_losses) / len(progress.recent_losses)
        rates = {f"lr_{group['name']}": group["lr"] for group in self.optimizer.param_groups}
        self.job.events.metrics(progress.done, loss=loss, loss_average=average, **rates)
        self.job.events.progress(progress.done, self.plan.total_steps, step.epoch)

    def save_and_preview_when_due(self, step: Step) -> None:
        """Copies, previews and held-out losses that are due or were asked for; a stop is carried out last."""
        done, last = self.progress.done, self.progress.done == self.plan.total_steps
        if not last:
            self.save_copies(step)
            if done in self.plan.previews or self.asked("sample"):
                self.preview()
                self.tell_training()
            if step.ends_epoch and _divides(self.config.train.validate_every_n_epochs, step.epoch):
                self.validate()
        if self.asked("stop") and not last:
            self.keep_state()
            self.save(self.saver.copy_of_step, step.epoch)
            raise StopRequested(done)
        if monotonic() - self.last_state > AUTOSAVE_SECONDS:
            self.autosave()

    def save_copies(self, step: Step) -> None:
        """The copies due after this step, and with them the state where that is wanted."""
        done, save = self.progress.done, self.config.save
        asked = self.asked("save")
        due_epoch = step.ends_epoch and _divides(save.save_every_n_epochs, step.epoch)
        due_step = _divides(save.save_every_n_steps, done) or asked
        if due_epoch:
            self.save(self.saver.copy_of_epoch, step.epoch)
        if due_step:
            self.save(self.saver.copy_of_step, step.epoch)
        if (due_epoch or due_step) and (save.save_state or asked):
            self.keep_state()

    def begin(self) -> None:
        """Before the first step: previews and the held-out loss of the model as it is."""
        self.last_state = monotonic()
        self.network.attach()
        if self.config.launch.dynamo_backend != "no":  # With the network attached, which is compiled with it.
            self.family.unet.compile(**self.config.launch.compile_arguments())
        if self.accelerator.scaler:  # It sets itself up with the first loss, and this process may have none at first.
            self.accelerator.scaler.scale(torch.zeros((), device=self.accelerator.device))
        if self.progress.done:
            return
        self.validate()
        if self.config.sample.sample_at_first:
            self.preview()

    def finish(self) -> Path | None:
        """Save the file, then go on with its very numbers (rounded to the file's precision), so that the last previews
        and the last held-out loss are what the file gives wherever it is loaded."""
        path = self.save(self.saver.finished, self.plan.epochs)
        self.keep_state()
        self.network.round_to(SAVE_DTYPES[self.config.save.save_precision])
        self.validate()
        if self.progress.done in self.plan.previews:
            self.preview()
        return path

    def preview(self) -> None:
        """Draw the previews with the network as it stands; the other processes wait with their next step."""
        if not self.team.is_main:
            return
        self.job.events.phase("preview", Text("Drawing previews", "绘制预览"))
        with self.evaluating():
            self.previews.draw(self.progress.done)

    def validate(self) -> None:
        """Measure the held-out pictures, if there are any."""
        if self.validation is not None and self.team.is_main:
            with self.evaluating():
                self.job.events.metrics(self.progress.done, validation_loss=self.validation.loss())

    @contextmanager
    def evaluating(self) -> Iterator[None]:
        """Without dropout, in the run's precision."""
        self.network.eval()
        with self.accelerator.autocast():
            yield
        self.network.train()

    def keep_state(self) -> None:
        """Keep all that a later process needs to go on from here. It is the same in every process of the team."""
        if not self.team.is_main:
            return
        state = State(self.progress, self.circumstances, self.network.state(), self.optimizer_state())
        path = save_state(self.job.state_dir, state)
        self.last_state = monotonic()
        self.job.events.saved(self.progress.done, path, "state")

    def autosave(self) -> None:
        """Keep a state that nobody asked for; where there is no room for it, the run goes on."""
        try:
            self.keep_state()
        except MachineError as error:
            self.last_state = monotonic()
            self.job.events.warning(error.text)

    def optimizer_state(self) -> dict[str, Any]:
        """What the optimizer has gathered, and in fp16 the scale of the gradients; of their settings only the type."""
        scaler = self.accelerator.scaler
        return {
            "type": self.config.optimizer.optimizer_type,
            "state": self.optimizer.state_dict()["state"],
            "scaler": scaler.state_dict() if scaler else {},
        }

    def load_optimizer_state(self, saved: dict[str, Any]) -> None:
        """Take back what `optimizer_state` gave. Settings stay those of this run, which may have been changed."""
        self.optimizer.load_state_dict({**self.optimizer.state_dict(), "state": saved["state"]})
        if self.accelerator.scaler and saved["scaler"]:
            self.accelerator.scaler.load_state_dict(saved["scaler"])

    def tell_training(self) -> None:
        """Say that steps are being done."""
        self.job.events.phase("train", Text("Training", "训练"))

    def save(self, write: Callable[[int, int], Path], epoch: int) -> Path | None:
        """Write a file of weights and say that it is complete; only the main process does."""
        if not self.team.is_main:
            return None
        path = write(self.progress.done, epoch)
        self.job.events.saved(self.progress.done, path, "weights")
        return path

    def asked(self, request: Request) -> bool:
        """Whether this was asked for; every process takes it up at the same step."""
        return self.team.any(self.job.requested(request))


def _divides(every: int | None, count: int) -> bool:
    return every is not None and count % every == 0


_LOSS_IS_LOST = Text(
    "Loss or gradients of step {step} are not finite numbers: the run was ended, what was saved before is good.",
    "第 {step} 步的损失或梯度不是有限的数值：训练已终止，此前保存的文件和状态仍然可用。",
)
_LOSS_HINT = Text(
    "Lower the learning rate, or set mixed_precision to 'bf16' or 'no'.",
    "请降低学习率，或把 mixed_precision 设为 'bf16' 或 'no'。",
)
