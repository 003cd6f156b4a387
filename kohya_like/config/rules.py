"""Rules that concern more than one parameter; each returns the problems it sees."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from kohya_like.config.explain import shown
from kohya_like.config.names import name_mistake
from kohya_like.config.problems import Problem
from kohya_like.config.run import PARAMETERS, RunConfig, is_used
from kohya_like.config.text import Text

Rule = Callable[[RunConfig], Iterator[Problem]]

LONGEST_SIDE = 8192
"""Pixels. Beyond it no Stable Diffusion model draws anything sensible, and memory runs out long before."""

COMPANIONS = {
    "save_last_n_epochs": "save_every_n_epochs",
    "validate_every_n_epochs": "validation_data_dir",
    "prior_loss_weight": "reg_data_dir",
}
"""Parameters that act only where another one is given."""


def problems_of(config: RunConfig) -> list[Problem]:
    """Every problem that the configuration alone shows, without looking at any file."""
    return [problem for rule in RULES for problem in rule(config)]


def _one_length(config: RunConfig) -> Iterator[Problem]:
    if config.train.max_train_epochs is not None and config.train.max_train_steps is not None:
        yield Problem(
            "train.max_train_steps",
            Text(
                "Both max_train_epochs and max_train_steps are given, and only one can hold: remove one of them.",
                "同时给出了 max_train_epochs 和 max_train_steps，只能用其中一个：请删除一个。",
            ),
        )


def _something_to_train(config: RunConfig) -> Iterator[Problem]:
    if config.network.network_train_unet_only and config.network.network_train_text_encoder_only:
        yield Problem(
            "network.network_train_text_encoder_only",
            Text(
                "network_train_unet_only and network_train_text_encoder_only exclude each other: switch one off.",
                "network_train_unet_only 与 network_train_text_encoder_only 互相排斥：请关闭其中一个。",
            ),
        )


def _rates_of_trained_parts(config: RunConfig) -> Iterator[Problem]:
    text = Text(
        "{name} is given, but {switch} leaves that part untrained: remove one of them.",
        "给出了 {name}，但 {switch} 使该部分不参与训练：请删除其中一个。",
    )
    pairs = (("text_encoder_lr", "network_train_unet_only"), ("unet_lr", "network_train_text_encoder_only"))
    for name, switch in pairs:
        if config.value(PARAMETERS[name].path) is not None and config.value(PARAMETERS[switch].path):
            yield Problem(PARAMETERS[name].path, text.format(name=name, switch=switch))


def _whole_warmup(config: RunConfig) -> Iterator[Problem]:
    steps = config.optimizer.lr_warmup_steps
    if steps >= 1 and not steps.is_integer():
        yield Problem(
            "optimizer.lr_warmup_steps",
            Text(
                "lr_warmup_steps is {steps}: give whole steps, or a number below 1 for a share of the run.",
                "lr_warmup_steps 为 {steps}：请给出整数步数，或小于 1 的比例。",
            ).format(steps=steps),
        )
    if steps and config.optimizer.lr_scheduler == "constant":
        yield Problem(
            "optimizer.lr_scheduler",
            Text(
                "The scheduler 'constant' has no warm-up: choose 'constant_with_warmup', or set lr_warmup_steps to 0.",
                "调度器 'constant' 没有预热：请改用 'constant_with_warmup'，或把 lr_warmup_steps 设为 0。",
            ),
        )


def _resolution(config: RunConfig) -> Iterator[Problem]:
    dataset = config.dataset
    width, height = config.resolution()
    step = dataset.bucket_reso_steps if dataset.enable_bucket else 8
    if min(width, height) < step or max(width, height) > LONGEST_SIDE:
        text = Text(
            "The resolution {width}x{height} is impossible: each side must be from {step} to {longest} pixels.",
            "分辨率 {width}x{height} 不可用：每边必须为 {step} 到 {longest} 像素。",
        )
        yield Problem("dataset.resolution", text.format(width=width, height=height, step=step, longest=LONGEST_SIDE))
    elif not dataset.enable_bucket and (width % 8 or height % 8):
        text = Text(
            "The resolution {width}x{height} is not a multiple of 8: choose one that is, or switch enable_bucket on.",
            "分辨率 {width}x{height} 不是 8 的倍数：请改为 8 的倍数，或开启 enable_bucket。",
        )
        yield Problem("dataset.resolution", text.format(width=width, height=height))


def _bucket_sides(config: RunConfig) -> Iterator[Problem]:
    dataset = config.dataset
    if not dataset.enable_bucket or dataset.bucket_no_upscale:
        return
    limits = dataset.min_bucket_reso, dataset.max_bucket_reso
    for problem in beyond_buckets(config.resolution(), limits, dataset.bucket_reso_steps):
        yield replace(problem, field=f"dataset.{problem.field}")


def beyond_buckets(resolution: tuple[int, int], limits: tuple[int, int], step: int) -> Iterator[Problem]:
    """The resolution must lie between the sides of the buckets, after both are widened to multiples of the step."""
    (width, height), (least, most) = resolution, limits
    if least // step * step > min(width, height):
        text = Text(
            "min_bucket_reso is {limit}, which is more than the resolution {width}x{height}: lower it.",
            "min_bucket_reso 为 {limit}，大于分辨率 {width}x{height}：请调低。",
        )
        yield Problem("min_bucket_reso", text.format(limit=least, width=width, height=height))
    if -(-most // step) * step < max(width, height):
        text = Text(
            "max_bucket_reso is {limit}, which is less than the resolution {width}x{height}: raise it.",
            "max_bucket_reso 为 {limit}，小于分辨率 {width}x{height}：请调高。",
        )
        yield Problem("max_bucket_reso", text.format(limit=most, width=width, height=height))


def _kept_tags(config: RunConfig) -> Iterator[Problem]:
    caption = config.caption
    if caption.shuffle_caption or caption.caption_tag_dropout_rate:
        return
    if caption.keep_tokens:
        text = Text(
            "keep_tokens has no effect while tags are neither shuffled nor dropped: set shuffle_caption, or remove it.",
            "没有打乱或丢弃标签，keep_tokens 不起作用：请开启 shuffle_caption，或删除它。",
        )
        yield Problem("caption.keep_tokens", text, severity="warning")
    if caption.keep_tokens_separator is not None:
        text = Text(
            "While tags are neither shuffled nor dropped, keep_tokens_separator stays in the captions as a word: set "
            "shuffle_caption, or remove it there and here.",
            "没有打乱或丢弃标签，keep_tokens_separator 会作为文字留在标签中：请开启 shuffle_caption，"
            "或从标签和此处删除它。",
        )
        yield Problem("caption.keep_tokens_separator", text, severity="warning")


def _separators(config: RunConfig) -> Iterator[Problem]:
    """Two separators that are the same cannot be told apart."""
    text = Text(
        "{name} is the same as caption_separator, {value}: give it another text, such as {example}.",
        "{name} 与 caption_separator 相同（{value}）：请改为其他文字，例如 {example}。",
    )
    for name, example in (("keep_tokens_separator", "|||"), ("secondary_separator", ";;;")):
        if getattr(config.caption, name) == config.caption.caption_separator:
            value = shown(config.caption.caption_separator)
            yield Problem(f"caption.{name}", text.format(name=name, value=value, example=example))


def _possible_on_cpu(config: RunConfig) -> Iterator[Problem]:
    if config.launch.device == "cpu" and config.train.attention == "xformers":
        text = Text(
            "attention = xformers needs a GPU, but device is cpu: choose auto.",
            "attention = xformers 需要显卡，但 device 为 cpu：请改为 auto。",
        )
        yield Problem("train.attention", text)


def _processes(config: RunConfig) -> Iterator[Problem]:
    launch = config.launch
    if launch.num_processes % launch.num_machines:
        text = Text(
            "num_processes is {processes}, which {machines} machines cannot share evenly: give a multiple.",
            "num_processes 为 {processes}，无法由 {machines} 台机器平分：请改为其倍数。",
        ).format(processes=launch.num_processes, machines=launch.num_machines)
        yield Problem("launch.num_processes", text)
        return
    here = launch.num_processes // launch.num_machines
    if launch.gpu_ids is not None and len(set(map(int, launch.gpu_ids.split(",")))) != here:
        text = Text(
            "gpu_ids names {ids}, but {here} processes run on this machine, each on a GPU of its own: make them agree.",
            "gpu_ids 为 {ids}，而本机有 {here} 个进程，每个进程需要一块显卡：请使两者一致。",
        )
        yield Problem("launch.gpu_ids", text.format(ids=launch.gpu_ids, here=here))


def _machines(config: RunConfig) -> Iterator[Problem]:
    launch = config.launch
    if launch.machine_rank >= launch.num_machines:
        text = Text(
            "machine_rank is {rank}, but with num_machines = {machines} the last one is {last}: lower it.",
            "machine_rank 为 {rank}，而 num_machines = {machines} 时最大序号为 {last}：请改小。",
        ).format(rank=launch.machine_rank, machines=launch.num_machines, last=launch.num_machines - 1)
        yield Problem("launch.machine_rank", text)
    if launch.num_machines > 1 and launch.main_process_ip is None:
        text = Text(
            "Several machines need main_process_ip: give the address of machine 0.",
            "多台机器训练需要 main_process_ip：请填写 0 号机器的地址。",
        )
        yield Problem("launch.main_process_ip", text)
    if launch.num_machines > 1 and not launch.main_process_port:
        text = Text(
            "Several machines need one main_process_port: give the same on all of them, such as 29500.",
            "多台机器训练需要固定的 main_process_port：请在每台机器上填写同一个，例如 29500。",
        )
        yield Problem("launch.main_process_port", text)


def _addresses_of_one_process(config: RunConfig) -> Iterator[Problem]:
    """An address that nobody needs was meant for a run on several machines, or by several processes."""
    launch = config.launch
    text = Text(
        "{name} acts only with {other} above 1: remove it, or raise that.",
        "{name} 只在 {other} 大于 1 时起作用：请删除它，或增大该值。",
    )
    if launch.main_process_ip is not None and launch.num_machines == 1:
        yield Problem("launch.main_process_ip", text.format(name="main_process_ip", other="num_machines"))
    if launch.main_process_port and launch.num_processes == 1:
        yield Problem("launch.main_process_port", text.format(name="main_process_port", other="num_processes"))


def _compilers(config: RunConfig) -> Iterator[Problem]:
    launch = config.launch
    if launch.dynamo_backend == "cudagraphs" and launch.device == "cpu":
        text = Text(
            "dynamo_backend = cudagraphs needs a GPU, but device is cpu: choose inductor.",
            "dynamo_backend = cudagraphs 需要显卡，但 device 为 cpu：请改为 inductor。",
        )
        yield Problem("launch.dynamo_backend", text)


def _previews_have_prompts(config: RunConfig) -> Iterator[Problem]:
    sample = config.sample
    wanted = sample.sample_every_n_steps or sample.sample_every_n_epochs or sample.sample_at_first
    if wanted and not sample.sample_prompts:
        yield Problem(
            "sample.sample_prompts",
            Text(
                "Previews are asked for, but there is no prompt: give sample_prompts.",
                "要求预览但没有提示词：请填写 sample_prompts。",
            ),
        )
    if sample.sample_prompts and not wanted:
        yield Problem(
            "sample.sample_every_n_steps",
            Text(
                "There are preview prompts, but nothing says when to draw them: set sample_every_n_epochs.",
                "有预览提示词，但没有设定何时绘制：请设置 sample_every_n_epochs。",
            ),
            severity="warning",
        )


def _prompts_can_be_read(config: RunConfig) -> Iterator[Problem]:
    for prompt in config.prompts():
        if isinstance(prompt, Text):
            yield Problem("sample.sample_prompts", prompt)


def _name_is_a_file_name(config: RunConfig) -> Iterator[Problem]:
    mistake = name_mistake(config.save.output_name)
    if mistake is not None:
        yield Problem("save.output_name", mistake)


def _optimizer_arguments(config: RunConfig) -> Iterator[Problem]:
    seen: set[str] = set()
    for argument in config.optimizer.optimizer_args:
        name, equals, value = (part.strip() for part in argument.partition("="))
        if not (equals and name.isidentifier() and value):
            text = Text(
                "{argument} in optimizer_args is not of the form name=value.",
                "optimizer_args 中的 {argument} 不是“名称=值”的形式。",
            )
        elif name == "lr":
            text = Text(
                "optimizer_args sets the learning rate again: remove lr there, and set learning_rate.",
                "optimizer_args 重复设置了学习率：请去掉其中的 lr，改设 learning_rate。",
            )
        elif name in seen:
            text = Text(
                "optimizer_args gives {name} twice: remove one.", "optimizer_args 重复给出 {name}：请删除一个。"
            )
        else:
            seen.add(name)
            continue
        yield Problem("optimizer.optimizer_args", text.format(argument=shown(argument), name=name))


def _companions(config: RunConfig) -> Iterator[Problem]:
    text = Text(
        "{name} has no effect without {other}: remove it, or set {other}.",
        "没有 {other} 时 {name} 不起作用：请删除它，或设置 {other}。",
    )
    for name, other in COMPANIONS.items():
        parameter, companion = PARAMETERS[name], PARAMETERS[other]
        if config.value(parameter.path) != parameter.default and config.value(companion.path) == companion.default:
            yield Problem(parameter.path, text.format(name=name, other=other), severity="warning")


def _unused_parameters(config: RunConfig) -> Iterator[Problem]:
    text = Text(
        "{name} acts only with {condition}: remove it, or set that.",
        "{name} 只在 {condition} 时起作用：请删除它，或改成该设置。",
    )
    for name, parameter in PARAMETERS.items():
        if not is_used(parameter, config) and config.value(parameter.path) != parameter.default:
            yield Problem(parameter.path, text.format(name=name, condition=parameter.condition()))


RULES: tuple[Rule, ...] = (
    _one_length,
    _something_to_train,
    _rates_of_trained_parts,
    _whole_warmup,
    _resolution,
    _bucket_sides,
    _kept_tags,
    _separators,
    _possible_on_cpu,
    _processes,
    _machines,
    _addresses_of_one_process,
    _compilers,
    _previews_have_prompts,
    _prompts_can_be_read,
    _name_is_a_file_name,
    _optimizer_arguments,
    _companions,
    _unused_parameters,
)
