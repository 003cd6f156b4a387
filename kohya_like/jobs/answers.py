"""What captioners said of pictures in a job that only tried them."""

from pydantic import BaseModel, ConfigDict

from kohya_like.config.text import Text
from kohya_like.jobs.records import Record


class Answer(BaseModel):
    """What one captioner says of one picture, or why it cannot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    captioner: str
    model: str
    """The folder of the model."""
    picture: str
    caption: str = ""
    """As it would be written."""
    tags: tuple[tuple[str, float], ...] = ()
    """Tags with their probabilities, the likeliest first."""
    error_en: str | None = None
    error_zh: str | None = None

    @property
    def error(self) -> Text | None:
        """Why there is no answer."""
        return None if self.error_en is None else Text(self.error_en, self.error_zh or self.error_en)


class Answers(Record):
    """The file `result.json` of such a job."""

    file = "result.json"

    answers: tuple[Answer, ...] = ()
