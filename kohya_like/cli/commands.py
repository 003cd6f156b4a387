"""Every command with its help, which is made in the language of the moment in which this module is imported."""

import typer

from kohya_like.cli import caption, check, dataset, demo, doctor, generate, jobs, model, page, tags, train
from kohya_like.config.text import Text

ABOUT = Text(
    "From a folder of pictures to a fine-tuned Stable Diffusion model.",
    "从一个图片文件夹到微调好的 Stable Diffusion 模型。",
)

COMMANDS = (
    (
        demo.demo,
        Text(
            "Train the embedded demo: a LoRA, pictures before and after, and what it learned, in figures.",
            "训练内置演示：得到一个 LoRA、训练前后的对比图，以及用数字表示的学习效果。",
        ),
    ),
    (
        check.check,
        Text(
            "Show every problem of a run and its plan; nothing is trained or written.",
            "显示训练配置的所有问题和计划；不训练，也不写入任何文件。",
        ),
    ),
    (train.train, Text("Train what a TOML file says.", "按 TOML 文件进行训练。")),
    (generate.generate, Text("Draw pictures with a base model and LoRA files.", "用底模和 LoRA 文件绘制图片。")),
    (
        caption.caption,
        Text(
            "Describe the pictures of a folder with a model, and write the captions beside them.",
            "用模型描述文件夹中的图片，并在图片旁写入标签文件。",
        ),
    ),
    (
        doctor.doctor,
        Text(
            "Show what this machine has for training, each yes, no or why; exit with 4 if something essential is "
            "missing.",
            "显示本机的训练条件：有、没有或原因；缺少必需条件时以 4 退出。",
        ),
    ),
)

app = typer.Typer(name="kohya-like", help=str(ABOUT), pretty_exceptions_enable=False)


app.callback(invoke_without_command=True)(page.page)

for command, about in COMMANDS:
    app.command(help=str(about))(command)
app.add_typer(dataset.app, name="dataset")
app.add_typer(tags.app, name="tags")
app.add_typer(model.app, name="model")
app.add_typer(jobs.app, name="jobs")
