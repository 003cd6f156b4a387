"""The header of a trained file: what sd-scripts writes (`ss_*`), and ModelSpec (`modelspec.*`).

Programs that use a LoRA read the base version, rank and tags from here. Every value is text, as safetensors demands.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import time

from kohya_like import __version__
from kohya_like.config.run import RunConfig
from kohya_like.dataset.folders import Subset
from kohya_like.formats.hashes import file_sha256, old_webui_hash
from kohya_like.models.family import Family
from kohya_like.plan.plan import Plan

NETWORK_MODULE = "networks.lora"
"""What readers know: LoRA and LoCon are both sd-scripts' `networks.lora`, with `conv_dim` in its arguments."""

NOT_USED = {
    "ss_adaptive_noise_scale": "None",
    "ss_color_aug": "False",
    "ss_debiased_estimation": "False",
    "ss_face_crop_aug_range": "None",
    "ss_fp8_base": "False",
    "ss_fp8_base_unet": "False",
    "ss_full_fp16": "False",
    "ss_ip_noise_gamma": "None",
    "ss_ip_noise_gamma_random_strength": "False",
    "ss_loss_type": "l2",
    "ss_lowram": "False",
    "ss_multires_noise_discount": "0.3",
    "ss_multires_noise_iterations": "None",
    "ss_noise_offset_random_strength": "False",
    "ss_random_crop": "False",
    "ss_scale_weight_norms": "None",
    "ss_v2": "False",
    "ss_zero_terminal_snr": "False",
}
"""What sd-scripts writes for features that this trainer does not have: their values when switched off."""


@dataclass
class Header:
    """The header of one run's files; the parts that are the same for all of them are worked out once."""

    config: RunConfig
    plan: Plan
    family: Family
    precision: str
    started: float = field(default_factory=time)

    def __post_init__(self) -> None:
        assert self.plan.base is not None, "a plan without errors has a base model"
        base = Path(self.plan.base.path)
        self.base_digest = file_sha256(base)
        self._same = {
            **NOT_USED,
            **_of_parameters(self.config),
            **_of_pictures(self.config, self.plan),
            "ss_mixed_precision": self.precision,
            "ss_session_id": str(int(self.started)),
            "ss_training_started_at": str(self.started),
            "ss_base_model_version": self.family.base_version,
            "ss_sd_model_name": base.name,
            "ss_sd_model_hash": old_webui_hash(base),
            "ss_new_sd_model_hash": self.base_digest,
            "ss_sd_scripts_commit_hash": f"kohya-like {__version__}",
        }

    def at(self, step: int, epoch: int) -> dict[str, str]:
        """The `ss_*` part for a file saved after `step` steps."""
        own = {"ss_steps": str(step), "ss_epoch": str(epoch), "ss_training_finished_at": str(time())}
        return dict(sorted((self._same | own).items()))

    def model_spec(self) -> dict[str, str]:
        """The `modelspec.*` part (https://github.com/Stability-AI/ModelSpec, version 1.0.1)."""
        width, height = self.config.resolution()
        spec = {
            "sai_model_spec": "1.0.1",
            "architecture": f"{self.family.architecture}/lora",
            "implementation": "https://github.com/Stability-AI/generative-models",
            "title": self.config.save.output_name,
            "resolution": f"{width}x{height}",
            "date": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
            "prediction_type": "epsilon",
        }
        if self.config.save.training_comment:
            spec["usage_hint"] = self.config.save.training_comment
        return {f"modelspec.{name}": value for name, value in spec.items()}


def _of_parameters(config: RunConfig) -> dict[str, str]:
    """The parameters that stand in the header under their own names."""
    network = config.network
    arguments = {}
    if network.convolution_rank() is not None:
        arguments = {"conv_dim": str(network.convolution_rank()), "conv_alpha": str(network.convolution_alpha())}
    values = {
        "learning_rate": config.optimizer.learning_rate,
        "unet_lr": config.unet_learning_rate(),
        "text_encoder_lr": config.text_encoder_learning_rate(),
        "lr_scheduler": config.optimizer.lr_scheduler,
        "optimizer": " ".join([config.optimizer.optimizer_type, *config.optimizer.optimizer_args]),
        "max_grad_norm": config.optimizer.max_grad_norm,
        "network_module": NETWORK_MODULE,
        "network_dim": network.network_dim,
        "network_alpha": network.network_alpha,
        "network_dropout": network.network_dropout or None,
        "network_args": json.dumps(arguments),
        "gradient_accumulation_steps": config.train.gradient_accumulation_steps,
        "gradient_checkpointing": config.train.gradient_checkpointing,
        "max_token_length": None if config.model.max_token_length == 75 else config.model.max_token_length,
        "clip_skip": config.model.clip_skip,
        "seed": config.train.seed,
        "cache_latents": True,
        "noise_offset": config.noise.noise_offset or None,
        "min_snr_gamma": config.noise.min_snr_gamma,
        "prior_loss_weight": config.noise.prior_loss_weight,
        "output_name": config.save.output_name,
        "training_comment": config.save.training_comment,
    }
    return {f"ss_{name}": str(value) for name, value in values.items()}


def _of_pictures(config: RunConfig, plan: Plan) -> dict[str, str]:
    """What stands in the header about pictures, captions and steps."""
    dataset, caption = config.dataset, config.caption
    train = [subset for subset in plan.subsets if not subset.is_reg]
    reg = [subset for subset in plan.subsets if subset.is_reg]
    values = {
        "resolution": config.resolution(),
        "enable_bucket": dataset.enable_bucket,
        "bucket_no_upscale": dataset.bucket_no_upscale,
        "min_bucket_reso": dataset.min_bucket_reso,
        "max_bucket_reso": dataset.max_bucket_reso,
        "bucket_info": json.dumps(_bucket_info(plan)),
        "flip_aug": dataset.flip_aug,
        "shuffle_caption": caption.shuffle_caption,
        "keep_tokens": caption.keep_tokens,
        "caption_dropout_rate": caption.caption_dropout_rate,
        "caption_dropout_every_n_epochs": caption.caption_dropout_every_n_epochs,
        "caption_tag_dropout_rate": caption.caption_tag_dropout_rate,
        "dataset_dirs": json.dumps(_folders(train)),
        "reg_dataset_dirs": json.dumps(_folders(reg)),
        "tag_frequency": json.dumps(_tag_frequency(train, caption.caption_separator)),
        "num_train_images": sum(item.repeats for item in plan.items if not item.subset.is_reg),
        "num_reg_images": sum(item.repeats for item in plan.items if item.subset.is_reg),
        "num_batches_per_epoch": plan.batches_per_epoch,
        "num_epochs": plan.epochs,
        "max_train_steps": plan.total_steps,
        "lr_warmup_steps": config.warmup_steps(plan.total_steps),
        "batch_size_per_device": config.train.train_batch_size,
        "total_batch_size": config.train.train_batch_size * config.batches_per_step(),
    }
    return {f"ss_{name}": str(value) for name, value in values.items()}


def _bucket_info(plan: Plan) -> dict[str, object]:
    sizes = enumerate(sorted(plan.buckets.items()))
    return {"buckets": {str(number): {"resolution": list(size), "count": count} for number, (size, count) in sizes}}


def _folders(subsets: list[Subset]) -> dict[str, dict[str, int]]:
    return {s.folder.name: {"n_repeats": s.repeats, "img_count": len(s.pictures)} for s in subsets}


def _tag_frequency(subsets: list[Subset], separator: str) -> dict[str, dict[str, int]]:
    """For each folder, how often each tag stands in its captions."""
    frequencies = {}
    for subset in subsets:
        tags = (tag.strip().lower() for picture in subset.pictures for tag in picture.caption.split(separator))
        frequencies[subset.folder.name] = dict(Counter(tag for tag in tags if tag))
    return frequencies
