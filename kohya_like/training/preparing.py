"""From a run's configuration to a trainer that is ready to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import torch
from accelerate import Accelerator

from kohya_like.config.choices import KINDS
from kohya_like.config.problems import InputError
from kohya_like.config.prompts import Prompt
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.dataset.batches import Item
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import ENCODING
from kohya_like.models.device import Compute, choose_compute, computes_on_cpu, in_common, kernels_of
from kohya_like.models.family import Family, Placement
from kohya_like.models.load import load_family
from kohya_like.models.weights import Weights
from kohya_like.plan.plan import Plan, make_plan
from kohya_like.trainables.network import Network
from kohya_like.training.batches import Batches
from kohya_like.training.draws import generator_of
from kohya_like.training.latents import Latents, cache_folder
from kohya_like.training.metadata import Header
from kohya_like.training.objective import Epsilon
from kohya_like.training.optimizers import build_optimizer
from kohya_like.training.previews import Previews
from kohya_like.training.saving import Saver
from kohya_like.training.schedules import Schedule
from kohya_like.training.state import Circumstances, Progress, State, read_state
from kohya_like.training.team import Team, join_team
from kohya_like.training.text_states import TextStates
from kohya_like.training.trainer import Trainer
from kohya_like.training.validation import Validation


@dataclass(frozen=True)
class Loaded:
    """What a run works with, once the base model is loaded and every picture encoded."""

    team: Team
    accelerator: Accelerator
    precision: str
    family: Family
    latents: Latents


def prepare(config: RunConfig, job: ChildJob) -> Trainer:
    """Check, load, encode and resume. Raises InputError with everything that is wrong before any model is loaded."""
    team = meet(config, job)
    plan = checked_plan(config, job)
    state = team.from_main(lambda: state_to_resume(job))
    loaded = load(config, plan, job, team, state)
    trainer = assemble(config, plan, job, loaded)
    check_alike(trainer)
    if state is not None:
        resume(trainer, state)
    if state is not None and job.resume_from != job.state_dir:
        trainer.keep_state()  # From now on this job goes on from its own state, however early it is killed.
    return trainer


def meet(config: RunConfig, job: ChildJob) -> Team:
    """Join the other processes of the run, before anything can go wrong in one of them that the others wait for."""
    if config.launch.num_processes > 1:
        job.events.phase("meet", Text("Waiting for the other processes", "等待其他进程"))
    return join_team(cpu=computes_on_cpu(config.launch.device))


def state_to_resume(job: ChildJob) -> State | None:
    """The state to go on from; None to begin anew, as a job that was killed before its first state must.

    Raises InputError when another folder is named and holds no state.
    """
    if job.resume_from is None:
        return None
    state = read_state(job.resume_from)
    if state is None and job.resume_from != job.state_dir:
        text = Text("There is no state of a run in {folder}.", "{folder} 中没有训练状态。")
        raise InputError.of("resume", text.format(folder=job.resume_from))
    if state is None:
        job.events.warning(Text("No state was saved yet: the run begins anew.", "尚未保存过状态：从头开始训练。"))
    return state


def checked_plan(config: RunConfig, job: ChildJob) -> Plan:
    """The plan; its warnings become events. Raises InputError with every error."""
    job.events.phase("check", Text("Checking pictures and base model", "检查图片和底模"))
    plan = make_plan(config)
    if plan.errors:
        raise InputError(plan.errors)
    for problem in plan.problems:
        job.events.warning(problem.text)
    return plan


def compute_of(config: RunConfig, job: ChildJob, team: Team) -> Compute:
    """The device of this process and the precision of the run; warnings become events."""
    own = choose_compute(config.launch.device, config.train.mixed_precision)
    compute = in_common(own, team.gather(own.precision))
    for warning in compute.warnings:
        job.events.warning(warning)
    return compute


def load(config: RunConfig, plan: Plan, job: ChildJob, team: Team, state: State | None) -> Loaded:
    """Load the base model and encode the pictures, on the device and in the precision of this run."""
    compute = compute_of(config, job, team)
    if state is not None and compute.device.type == "cpu" and state.circumstances.processes == team.size:
        torch.set_num_threads(state.circumstances.threads)  # The order in which a CPU adds up depends on it.
    accelerator = Accelerator(mixed_precision=compute.precision, cpu=compute.device.type == "cpu")
    job.events.phase("load", Text("Loading the base model", "加载底模"))
    family = base_model(config, Placement(accelerator.device, compute.dtype))
    latents = latents_of(config, family, job)
    if not encode_pictures(latents, [*plan.items, *plan.held_out], job, team):
        raise StopRequested(state.progress.done if state else 0)
    family.set_aside_vae()
    return Loaded(team, accelerator, compute.precision, family, latents)


def base_model(config: RunConfig, placement: Placement) -> Family:
    """The base model, set up as the run wants it."""
    model = config.model
    assert model.pretrained_model_name_or_path is not None, "the plan has checked that there is one"
    family = load_family(model.pretrained_model_name_or_path, model.family, model.vae, placement)
    family.clip_skip = model.clip_skip
    family.max_token_length = model.max_token_length
    family.set_attention(config.train.attention)
    if config.train.gradient_checkpointing:
        family.enable_gradient_checkpointing()
    return family


def latents_of(config: RunConfig, family: Family, job: ChildJob) -> Latents:
    """Where the latents of the pictures are kept, with those of earlier runs."""
    assert config.dataset.train_data_dir is not None
    folder = cache_folder(config.dataset.train_data_dir) if config.dataset.cache_latents_to_disk else None
    if folder is None and config.dataset.cache_latents_to_disk:
        job.events.warning(_NOT_ON_DISK.format(folder=config.dataset.train_data_dir))
    return Latents(family, folder, config.dataset.flip_aug)


def encode_pictures(latents: Latents, items: Sequence[Item], job: ChildJob, team: Team) -> bool:
    """Encode every picture; False where a stop request ended it, and what is encoded by then is kept.

    The processes on one machine share the work where they share the folder.
    """
    job.events.phase(ENCODING, Text("Encoding the pictures", "编码图片"))
    shared = latents.folder is not None and team.local_size > 1
    share = [items[team.local_rank :: team.local_size]] if shared else []
    for part in (*share, items):  # After the shares everything is there, and the second part only finds it.
        stopped = not _encode(latents, part, job)
        if team.any(stopped):
            return False
    return True


def _encode(latents: Latents, items: Sequence[Item], job: ChildJob) -> bool:
    """Encode pictures in this process; False where a stop request ended it."""
    for done in latents.fill(items):
        job.events.progress(done, len(items))
        if job.job.requested("stop"):  # Every process looks for itself: the team meets only when all are done.
            return False
    return True


def assemble(config: RunConfig, plan: Plan, job: ChildJob, loaded: Loaded) -> Trainer:
    """Put the parts of a run together, at its beginning."""
    family, accelerator = loaded.family, loaded.accelerator
    network: Network = KINDS[config.train.kind].load()(
        family, config, lambda name: generator_of(config.train.seed, "weights", name)
    )
    optimizer = build_optimizer(config.optimizer, network.groups(config))
    header = Header(config, plan, family, loaded.precision)
    objective = Epsilon(family.alphas_cumprod, config.noise.noise_offset, config.noise.min_snr_gamma)
    return Trainer(
        config=config,
        plan=plan,
        job=job,
        team=loaded.team,
        accelerator=accelerator,
        family=family,
        network=network,
        objective=objective,
        optimizer=accelerator.prepare(optimizer),
        schedule=schedule_of(config, plan),
        batches=Batches(config, plan.items, loaded.latents, loaded.team, pinned=accelerator.device.type == "cuda"),
        text_states=TextStates(family, trained=bool(network.part("text_encoder"))),
        saver=Saver(
            config.save,
            plan.output_folder,
            header,
            network,
        ),
        previews=Previews(
            family, [p for p in config.prompts() if isinstance(p, Prompt)], config.sample.sample_sampler, job
        ),
        validation=Validation(family, plan.held_out, loaded.latents, objective, config.caption)
        if plan.held_out
        else None,
        circumstances=circumstances(config, loaded, plan, header.base_digest),
        progress=Progress(),
    )


def check_alike(trainer: Trainer) -> None:
    """Raise InputError where the processes do not train the same run: another machine may have other files."""
    own = trainer.circumstances
    facts = (own.base, own.latents, own.items, trainer.plan.total_steps)
    if len(set(trainer.team.gather(facts))) > 1:
        raise InputError.of("launch.num_machines", _NOT_ALIKE)


def schedule_of(config: RunConfig, plan: Plan) -> Schedule:
    """The learning-rate schedule over the whole run."""
    options = config.optimizer
    return Schedule(
        options.lr_scheduler,
        plan.total_steps,
        config.warmup_steps(plan.total_steps),
        options.lr_scheduler_num_cycles,
        options.lr_scheduler_power,
    )


def circumstances(config: RunConfig, loaded: Loaded, plan: Plan, base_digest: str) -> Circumstances:
    """What besides the settings decides the exact numbers of this process."""
    return Circumstances(
        torch=torch.__version__,
        device=loaded.accelerator.device.type,
        kernels=kernels_of(loaded.accelerator.device),
        precision=loaded.precision,
        threads=torch.get_num_threads(),
        base=base_digest,
        latents=loaded.latents.fingerprint(),
        items=digest_of_items(plan.items),
        processes=loaded.team.size,
        batches_per_step=config.batches_per_step(),
    )


def digest_of_items(items: Sequence[Item]) -> str:
    """A digest of what decides which picture is drawn when, and with which words."""
    facts = [(item.index, item.picture.caption, item.repeats, item.subset.is_reg, item.fit) for item in items]
    return sha256(repr(facts).encode()).hexdigest()


def resume(trainer: Trainer, state: State) -> None:
    """Put a saved state into a trainer, and say so where the rest of the run can only nearly equal an unbroken one.

    Raises InputError when it is that of another network or optimizer, or when its steps have another length because
    other numbers of processes trained then and train now.
    """
    if not _fits(trainer, state):
        raise InputError.of("resume", _OTHER_RUN.format(folder=trainer.job.resume_from))
    before, now = state.circumstances, trainer.circumstances
    if before.processes != now.processes and before.batches_per_step != now.batches_per_step:
        text = _OTHER_STEPS.format(batches=before.batches_per_step, before=before.processes, now=now.processes)
        raise InputError.of("launch.num_processes", text)
    trainer.network.load_state(state.network)
    trainer.load_optimizer_state(state.optimizer)
    trainer.progress = state.progress
    differences = now.differences(before)
    if differences:
        trainer.job.events.warning(_NEARLY_EQUAL.format(differences="; ".join(differences)))


def _fits(trainer: Trainer, state: State) -> bool:
    """Whether a state has the layers and shapes of this run's network, and is of its type of optimizer."""
    same_network = _outline(trainer.network.state()) == _outline(state.network)
    return same_network and state.optimizer["type"] == trainer.config.optimizer.optimizer_type


def _outline(weights: Weights) -> dict[str, object]:
    """The shapes, and of single numbers (alpha) their values."""
    return {name: tensor.item() if tensor.dim() == 0 else tensor.shape for name, tensor in weights.items()}


_OTHER_RUN = Text(
    "The state in {folder} is of a run with another network or optimizer: set those that it was begun with.",
    "{folder} 中的状态属于使用另一种网络或优化器的训练：请改回当时的设置。",
)
_OTHER_STEPS = Text(
    "The state was saved by {before} processes, {batches} batches a step, and {now} are to go on: set "
    "gradient_accumulation_steps so that times num_processes it is {batches} again.",
    "该状态由 {before} 个进程保存，每步 {batches} 批；现在有 {now} 个进程：请设置 gradient_accumulation_steps，使它与 "
    "num_processes 的乘积仍为 {batches}。",
)
_NOT_ALIKE = Text(
    "The machines of this run differ in pictures, captions, base model or settings: give all of them the same.",
    "参与训练的各台机器的图片、标注、底模或设置不一致：请使其完全相同。",
)
_NOT_ON_DISK = Text(
    "Nothing can be written in {folder}: the encoded pictures are kept in memory only.",
    "无法写入 {folder}：编码后的图片只保存在内存中。",
)
_NEARLY_EQUAL = Text(
    "This process differs from the one that saved the state ({differences}): the result will equal an unbroken "
    "run's only within tolerance.",
    "当前环境与保存状态时不同（{differences}）：结果与未中断的训练只能近似相等。",
)
