"""The HTTP API: which endpoints there are, and what they answer."""

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kohya_like.jobs.queue import Queue
from kohya_like.jobs.status import look
from kohya_like.ui.api import with_files
from kohya_like.ui.serving.application import application
from kohya_like.ui.serving.guard import LOOPBACK_NAMES
from kohya_like.ui.site import Site
from tests.e2e.commands import DEMO_MODEL, run_file
from tests.jobs.conftest import MakeJob, make_job, root, wait_until

__all__ = ["make_job", "root"]

NAMES = {"parameters", "plan", "start", "jobs", "job", "stop", "kill", "resume"}
DOCUMENTS = [Path(__file__).resolve().parents[2] / "docs" / name for name in ("api.md", "api.zh-CN.md")]

JSON = st.recursive(
    st.none() | st.integers() | st.sampled_from(["path", "a"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["path", "a", "b"]), inner),
)

Call = Callable[..., Any]


@pytest.fixture
def site(root: Path) -> Site:
    root.mkdir()
    return Site(root)


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    app = application(site, port=7860, names=LOOPBACK_NAMES, account=None, language=None)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def call(client: TestClient) -> Call:
    """`call("job", id)`: what the endpoint answers, or the sentence with which it refuses."""

    def ask(name: str, *arguments: object) -> Any:
        answer = client.post(f"/gradio_api/run/{name}", json={"data": arguments}).json()
        return answer["data"][0] if "data" in answer else answer["error"]

    return ask


def test_nothing_is_offered_but_the_documented_endpoints(client: TestClient) -> None:
    offered = client.get("/gradio_api/info").json()
    assert offered["named_endpoints"].keys() == {f"/{name}" for name in NAMES}
    assert offered["unnamed_endpoints"] == {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_endpoint_is_documented(document: Path) -> None:
    assert set(re.findall(r"^\| `(\w+)", document.read_text(encoding="utf-8"), re.MULTILINE)) >= NAMES


def test_parameters_are_those_of_the_form(call: Call) -> None:
    names = {parameter["name"] for section in call("parameters") for parameter in section["parameters"]}
    assert {"network_dim", "learning_rate", "train_data_dir"} <= names


def test_a_plan_has_every_problem_with_its_field(call: Call) -> None:
    for run in ({"network_dim": 0, "nope": 1}, "nope = 1\n[network]\nnetwork_dim = 0\n"):
        fields = {problem["field"] for problem in call("plan", run)["problems"]}
        assert {"nope", "network.network_dim", "model.pretrained_model_name_or_path"} <= fields


def test_a_run_is_planned_started_and_listed(call: Call, site: Site) -> None:
    model = shutil.copy(DEMO_MODEL, site.root)  # It need not lie where the page may look.
    run = run_file(site.root, model={"pretrained_model_name_or_path": model}).read_text(encoding="utf-8")
    plan = call("plan", run)
    assert plan["problems"] == [] and plan["plan"]["total_steps"] > 0
    job = call("start", run)
    assert [row["id"] for row in call("jobs")] == [job]
    found = call("job", job, 0)
    assert (found["status"], found["events"], found["offset"]) == ("queued", [], 0)
    assert Path(found["folder"]) == site.job(job).folder
    assert call("stop", job)["status"] == "created"


def test_a_wrong_run_starts_nothing_and_says_why(call: Call, site: Site) -> None:
    assert call("start", {"network_dim": 0, "nope": 1}).splitlines() == [
        "nope: nope is unknown; did you mean noise?",
        "network.network_dim: network_dim = 0 is impossible: it must be at least 1 and at most 1024.",
    ]
    assert "network_dim" in call("start", "[network]\nnetwork_dim = 0\n")
    assert "TOML" in call("start", "network = [")
    assert call("jobs") == []


def test_a_job_is_followed_stopped_and_resumed(call: Call, site: Site, make_job: MakeJob) -> None:
    job = make_job("step_until_asked")
    Queue(site.root).enqueue(job)
    site.queue.advance()
    wait_until(lambda: len(call("job", job.id, 0)["events"]) > 3)
    first = call("job", job.id, 0)
    wait_until(lambda: call("job", job.id, first["offset"])["events"])
    assert call("job", job.id, first["offset"])["events"][0] not in first["events"]
    assert call("stop", job.id)["status"] == "stopping"
    wait_until(lambda: not look(job).alive)
    assert call("resume", job.id)["status"] == "queued"
    site.queue.advance()
    wait_until(lambda: look(job).status == "running")
    assert call("kill", job.id)["status"] in ("killed", "stopped")  # It may be as quick as the signal.
    assert not look(job).alive


@pytest.mark.parametrize("name", ["job", "stop", "kill", "resume"])
@pytest.mark.parametrize("job", ["gone", "../../etc", ""])
def test_a_job_that_is_none_is_refused_in_words(call: Call, name: str, job: str) -> None:
    assert call(name, *([job, 0] if name == "job" else [job])).startswith("There is no job")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("job", [1, 0], "job: Input should be a valid string"),
        ("job", ["a", -1], "offset: Input should be greater than or equal to 0"),
        ("plan", [3], "run: Input should be a valid dictionary"),
    ],
)
def test_a_wrong_argument_is_named(call: Call, name: str, arguments: list[object], said: str) -> None:
    assert call(name, *arguments) == said


def test_forty_at_once_each_get_their_own_answer(call: Call, site: Site, make_job: MakeJob) -> None:
    jobs = [make_job("finish", title=f"job{number}").id for number in range(8)]
    ready = threading.Barrier(40)

    def ask(number: int) -> bool:
        ready.wait(30)
        found = call("job", jobs[number % 8], 0)
        return bool(found["id"] == jobs[number % 8] and len(call("jobs")) == 8)

    with ThreadPoolExecutor(40) as pool:
        assert all(pool.map(ask, range(40)))


def test_errors_do_not_change_the_form_of_an_answer(client: TestClient) -> None:
    answer = client.post("/gradio_api/run/job", json={"data": ["gone", 0]})
    assert answer.status_code == 500
    assert json.loads(answer.text)["error"].startswith("There is no job gone")


@given(JSON)
def test_no_answer_has_what_gradio_takes_for_a_file(value: Any) -> None:
    found = with_files(value)
    assert '"path":' not in json.dumps(found)
    assert json.dumps(found).replace('"file":', '"path":') == json.dumps(value)
