"""A plan as plain values, for `--json` and for the page."""

from collections import Counter
from pathlib import Path
from typing import Any

from kohya_like.config.problems import Problem
from kohya_like.formats.model_file import ModelFile
from kohya_like.plan.plan import Plan

COPIED = (
    "batches_per_epoch",
    "steps_per_epoch",
    "total_steps",
    "epochs",
    "saves",
    "previews",
    "learning_rates",
    "files",
    "bytes_per_file",
    "cache_bytes",
)


def plan_document(plan: Plan) -> dict[str, Any]:
    """Everything in a plan but its problems; sizes in pixels and bytes."""
    uses = uses_by_folder(plan)
    return {
        "base": None if plan.base is None else _base(plan.base),
        "subsets": [
            {
                "folder": str(subset.folder),
                "name": subset.name,
                "is_reg": subset.is_reg,
                "pictures": len(subset.pictures),
                "repeats": subset.repeats,
                "per_epoch": uses[subset.folder],
                "captioned": sum(picture.caption_path is not None for picture in subset.pictures),
            }
            for subset in plan.subsets
        ],
        "held_out": len(plan.held_out),
        "buckets": [{"width": size[0], "height": size[1], "per_epoch": count} for size, count in plan.buckets.items()],
        "output_folder": str(plan.output_folder),
        **{name: getattr(plan, name) for name in COPIED},
    }


def problem_document(problem: Problem) -> dict[str, str]:
    """One problem in both languages."""
    return {
        "field": problem.field,
        "message": problem.text.en,
        "message_zh": problem.text.zh,
        "severity": problem.severity,
    }


def uses_by_folder(plan: Plan) -> Counter[Path]:
    """How many pictures an epoch takes from each folder, repeats included."""
    uses: Counter[Path] = Counter()
    for item in plan.items:
        uses[item.subset.folder] += item.repeats
    return uses


def _base(file: ModelFile) -> dict[str, str | None]:
    return {"path": file.path, "type": file.type, "base": file.base, "variant": file.variant}
