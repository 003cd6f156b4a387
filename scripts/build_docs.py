"""Writes docs/parameters.md and docs/parameters.zh-CN.md from the definition of the parameters.

python scripts/build_docs.py            write both
python scripts/build_docs.py --check    write nothing; exit 1 when a file is not current
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kohya_like.config.explain import limits_of, shown
from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.config.schema import Parameter, sections
from kohya_like.config.text import Text

FOLDER = Path(__file__).resolve().parent.parent / "docs"

Say = Callable[[Text], str]
"""Chooses the language of a document."""

TITLE = Text("# Parameters of a run", "# 训练参数")

INTRODUCTION = Text(
    """[简体中文](parameters.zh-CN.md). Made by `scripts/build_docs.py` from `kohya_like/config/sections/`; do not edit.

A run is a TOML file with these tables. Whatever it leaves out stands at its default. On the command line,
`--set name=value` comes last and wins.""",
    """[English](parameters.md)。本页由 `scripts/build_docs.py` 根据 `kohya_like/config/sections/` 生成，请勿手动修改。

训练配置是包含以下各表的 TOML 文件，没有写出的参数取默认值。命令行中的 `--set 名称=值` 最后生效，优先于文件。""",
)

EXAMPLE = """```toml
[model]
pretrained_model_name_or_path = "models/base.safetensors"

[dataset]
train_data_dir = "train"

[network]
network_dim = 16
```"""

HEAD = Text("| Key | Default | Allowed | Meaning |", "| 键 | 默认值 | 可用值 | 含义 |")
EMPTY = Text("empty", "空")
ACTS_WITH = Text(" Acts only with {condition}.", "仅在 {condition} 时起作用。")
EXPERT = Text(" (expert)", "（高级）")
COLON = Text(": ", "：")

KINDS = {
    "text": Text("text", "文字"),
    "path": Text("path", "路径"),
    "integer": Text("whole number", "整数"),
    "number": Text("number", "数字"),
    "switch": Text("`true` or `false`", "`true` 或 `false`"),
    "list": Text("list of texts", "文字列表"),
}


def document(say: Say) -> str:
    """The whole document in one language."""
    parts = [say(TITLE), say(INTRODUCTION), EXAMPLE, *(_section(name, say) for name in RunConfig.model_fields)]
    return "\n\n".join(parts) + "\n"


def _section(name: str, say: Say) -> str:
    title = say(sections(RunConfig)[name].title)
    rows = (_row(parameter, say) for parameter in PARAMETERS.values() if parameter.section == name)
    return "\n".join([f"## {title} `[{name}]`", "", say(HEAD), "|---|---|---|---|", *rows])


def _row(parameter: Parameter, say: Say) -> str:
    cells = (f"`{parameter.name}`", _default(parameter, say), _allowed(parameter, say), _meaning(parameter, say))
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _default(parameter: Parameter, say: Say) -> str:
    return say(EMPTY) if parameter.default in (None, []) else f"`{shown(parameter.default)}`"


def _allowed(parameter: Parameter, say: Say) -> str:
    if parameter.choices:
        return "<br>".join(_choice(value, say(label)) for value, label in parameter.choices.items())
    limits = say(limits_of(parameter))
    return f"{say(KINDS[parameter.kind])}{say(COLON) if limits else ''}{limits}"


def _choice(value: str | int, label: str) -> str:
    return f"`{shown(value)}`" + (f" {label}" if label != str(value) else "")


def _meaning(parameter: Parameter, say: Say) -> str:
    level = say(EXPERT) if parameter.level == "expert" else ""
    condition = parameter.condition()
    acts = say(ACTS_WITH.format(condition=Text(f"`{condition.en}`", f"`{condition.zh}`"))) if parameter.only else ""
    return f"**{say(parameter.label)}**{level}<br>{say(parameter.help)}{acts}"


def documents(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file with what it should hold."""
    yield folder / "parameters.md", document(lambda text: text.en)
    yield folder / "parameters.zh-CN.md", document(lambda text: text.zh)


def check(folder: Path) -> list[Path]:
    """The files that are not current."""
    return [path for path, content in documents(folder) if not _holds(path, content)]


def _holds(path: Path, content: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == content


def write(folder: Path) -> None:
    """Write every file."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in documents(folder):
        path.write_text(content, encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write or check, as the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write the tables of parameters in docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not current")
    if not parser.parse_args(arguments).check:
        write(folder)
        return 0
    outdated = check(folder)
    for path in outdated:
        print(f"{path} is not current: run `python scripts/build_docs.py`.", file=sys.stderr)
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
