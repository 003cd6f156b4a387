"""Trigger words in captions."""

SEPARATOR = ","


def with_trigger(caption: str, trigger: str) -> str:
    """The caption with the trigger word: unchanged where it begins with it or names it in a sentence, else in front.

    Among tags the word moves to the front, where `keep_tokens` keeps it.
    """
    tags = [tag.strip() for tag in caption.split(SEPARATOR) if tag.strip()]
    others = [tag for tag in tags if tag.casefold() != trigger.casefold()]
    if len(others) == len(tags) and mentions(caption, trigger):
        return caption
    if tags and tags[0].casefold() == trigger.casefold():
        return caption
    return f"{SEPARATOR} ".join([trigger, *others])


def mentions(caption: str, trigger: str) -> bool:
    """Whether the trigger word, or the words of it one after the other, stand in a caption."""
    words, wanted = _words(caption), _words(trigger)
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words)))


def _words(text: str) -> list[str]:
    return text.casefold().replace(SEPARATOR, " ").replace(".", " ").split()
