"""The environment is the one that constraints.txt describes, and constraints.txt describes all of it."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
TORCH_PINS_ITSELF = re.compile(r"(cuda|nvidia)-|triton$")
NOT_OURS = {"pip", "kohya-like"}


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [Requirement(line) for line in [*project["dependencies"], *extras["test"], *extras["xformers"]]]


def test_every_requirement_has_an_exact_version_that_it_allows() -> None:
    exact = constraints()
    for requirement in requirements():
        assert requirement.specifier.contains(exact[canonicalize_name(requirement.name)]), requirement


def test_every_installed_package_has_the_version_of_its_line() -> None:
    installed = {canonicalize_name(each.name): each.version.partition("+")[0] for each in distributions()}
    ours = {name: v for name, v in installed.items() if name not in NOT_OURS and not TORCH_PINS_ITSELF.match(name)}
    assert ours.items() <= constraints().items()


def test_cuda_libraries_are_left_to_torch() -> None:
    assert [name for name in constraints() if TORCH_PINS_ITSELF.match(name)] == []


def test_exactly_one_onnxruntime_is_installed_on_every_platform() -> None:
    both = [each for each in requirements() if each.name.startswith("onnxruntime")]
    for platform, machine in [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("win32", "AMD64"),
        ("win32", "ARM64"),
        ("darwin", "arm64"),
        ("darwin", "x86_64"),
    ]:
        here = {"sys_platform": platform, "platform_machine": machine}
        assert sum(each.marker is not None and each.marker.evaluate(here) for each in both) == 1, here


def test_the_start_scripts_look_for_the_pythons_that_the_project_supports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = SpecifierSet(project["requires-python"])
    for script in ("setup.sh", "gui.bat"):
        text = (ROOT / "scripts" / script).read_text(encoding="utf-8")
        bounds = re.search(r"\((3), (\d+)\) <= sys.version_info\[:2\] <= \((3), (\d+)\)", text)
        assert bounds is not None, script
        lowest, highest = int(bounds[2]), int(bounds[4])
        assert [f"3.{minor}" in supported for minor in (lowest - 1, lowest, highest, highest + 1)] == [
            False,
            True,
            True,
            False,
        ], script
