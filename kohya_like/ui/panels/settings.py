"""What belongs to the machine: its facts, how training is launched on it, and where models lie."""

from typing import Any

from kohya_like.config.problems import InputError, Problem
from kohya_like.plan.document import problem_document
from kohya_like.ui.answers import both
from kohya_like.ui.checkup import Checkup
from kohya_like.ui.roots import machine_folders
from kohya_like.ui.settings import FILE, load, settings_lock, write_settings
from kohya_like.ui.settings import Settings as Values
from kohya_like.ui.settings_form import MACHINE_PARAMETERS, Form
from kohya_like.ui.site import Site


class Settings:
    """What the Settings page asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._checkup = Checkup(site.root)

    def settings(self) -> dict[str, Any]:
        """What is set, and what is wrong with it.

        `{values, problems, damage, file, workspace, folders, exposed, parameters}`: `values` as `Form.applied` takes
        them, `damage` why the file could not be read, `folders` what is allowed where none are named, `parameters` the
        names of those that `launch` may hold.
        """
        stored = load(self.site.root)
        values = stored.settings.model_dump(mode="json")
        fixed = {"allowed_folders"} if self.site.exposed else set()
        changeable = {name: value for name, value in values.items() if name not in fixed}
        return {
            "values": values,
            "problems": self._problems(changeable),
            "damage": both(stored.damage) if stored.damage else None,
            "file": str(self.site.root / FILE),
            "workspace": str(self.site.root),
            "folders": [] if self.site.exposed else [str(folder) for folder in machine_folders()],
            "exposed": self.site.exposed,
            "parameters": [parameter.name for parameter in MACHINE_PARAMETERS],
        }

    def check(self, changes: dict[str, Any]) -> list[dict[str, str]]:
        """What is wrong with some changed fields; nothing is saved."""
        return self._problems(changes)

    def save(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Save some changed fields; the settings as `settings` gives them. Raises InputError, then nothing is saved."""
        with settings_lock(self.site.root):
            settings, problems = self._applied(changes)
            if problems:
                raise InputError(problems)
            write_settings(self.site.root, settings)
        return self.settings()

    def check_machine(self) -> dict[str, Any]:
        """Begin to look at this machine, which takes seconds; what `machine` gives."""
        self._checkup.begin()
        return self._checkup.document()

    def machine(self) -> dict[str, Any]:
        """What is known of this machine, as `Checkup.document` says; nothing before it was looked at."""
        return self._checkup.document()

    def _applied(self, changes: dict[str, Any]) -> tuple[Values, list[Problem]]:
        return Form(self.site.roots(), self.site.exposed).applied(changes, self.site.settings())

    def _problems(self, changes: dict[str, Any]) -> list[dict[str, str]]:
        return [problem_document(problem) for problem in self._applied(changes)[1]]
