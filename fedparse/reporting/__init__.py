"""What a verb of `fedparse rules` found, in the formats people and machines read: one function a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.reporting import github, json, junit, markdown, sarif, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fedparse.messages import Language
    from fedparse.ruletools.outcome import Outcome

FORMATS: Mapping[str, Callable[[Outcome, Language], str]] = {
    "text": text.render,
    "json": json.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
    "markdown": markdown.render,
}
"""The formats by name. Each gives a whole text with its last line end, the same for the same outcome and files."""

__all__ = ["FORMATS"]
