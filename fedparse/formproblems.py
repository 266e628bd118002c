"""What is wrong with the tables of a pack file, in sentences: the errors of pydantic at their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, get_args

from pydantic import BaseModel, ValidationError

from fedparse.messages import Message, guess, message, one_of
from fedparse.packfiles import TomlFile
from fedparse.ruleforms import KINDS, AnyRule, MacroFile, MacroForm, OverrideForm, PackForm, RuleFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from fedparse.packfiles import Faults, Spot
    from fedparse.packlayers import PackLayer

At: TypeAlias = tuple[str | int, ...]
"""A place in the data of a file: `("rule", 3, "set", "style")` is a constant of the fourth rule."""


class Problem(NamedTuple):
    """One thing that is wrong, where, and with which code."""

    at: At
    code: str
    text: Message


_ROWS: Mapping[str, type[BaseModel]] = {"rule": AnyRule, "override": OverrideForm, "macro": MacroForm}
"""The tables of a file that stand under a name or a number."""
_TYPES: Mapping[str, str] = {
    "string_type": "a string",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "an array of strings",
    "dict_type": "a table of strings",
    "model_type": "a table",
}
"""What an error of pydantic says that a value must be."""
_TOP_TYPES: Mapping[str, str] = {
    "rule": "tables, each written `[[rule]]`",
    "override": "tables, each written `[[override]]`",
    "macro": "a table",
}


_BOUNDS: Mapping[str, str] = {
    "greater_than_equal": "`{key}` must be {ge} or more",
    "less_than_equal": "`{key}` must be {le} or less",
}
_INNER = frozenset({"set", "limits"})
"""The keys of a rule that are tables with keys of their own."""
_EITHER = ("str", "list[str]")
"""How pydantic calls the two types that `cues` may have."""
_RULES = tuple(KINDS.values())


def problems(form: type[BaseModel], data: Mapping[str, Any]) -> list[Problem]:
    """All that keeps the data of a file from being what `form` says, in the order of the form's keys."""
    return [problem for detail in _errors(form, data) for problem in _problems(form, data, detail)]


def _errors(form: type[BaseModel], data: object) -> list[ErrorDetails]:
    try:
        form.model_validate(data)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _problems(form: type[BaseModel], data: Mapping[str, Any], detail: ErrorDetails) -> Iterator[Problem]:
    at = detail["loc"]
    if detail["type"].startswith("union_tag"):
        # The kind is none, so pydantic looks no further: the other keys are looked at as those of any rule.
        yield from _kindless(data, at)
        return
    if at[0] == "rule" and len(at) > 2:
        form, at = KINDS[str(at[2])], (*at[:2], *at[3:])
    elif at[0] in _ROWS and len(at) > 2:
        form = _ROWS[str(at[0])]
    yield from _told(form, data, at, detail)


def _kindless(data: Mapping[str, Any], at: At) -> Iterator[Problem]:
    rule = data["rule"][at[1]]
    kind = rule.get("kind")
    if isinstance(kind, str):
        text = message("unknown kind `{value}`; {hint}", value=kind, hint=guess(kind, KINDS, one_of(KINDS)))
        yield Problem((*at, "kind"), "FED013", text)
    for detail in _errors(AnyRule, rule):
        yield from _told(AnyRule, data, (*at, *detail["loc"]), detail)


def _told(form: type[BaseModel], data: Mapping[str, Any], at: At, detail: ErrorDetails) -> Iterator[Problem]:
    """The error at a key of a table of the form `form`, told."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    path = at[2:] or at if at[0] in _ROWS else at
    inner = len(path) > 1 and path[0] in _INNER
    key = ".".join(map(str, path[: 1 + inner]))
    owner = _owner(data, at) if inner else None
    if kind == "missing":
        yield from _missing(form, data, at)
    elif kind == "extra_forbidden":
        yield Problem(at, "FED012", _of(owner, _unknown(form, path)))
    elif kind == "literal_error":
        choices = re.findall("'([^']*)'", context["expected"])
        name = path[-1] if isinstance(path[-1], str) else path[-2]
        text = message(
            "unknown {key} `{value}`; {hint}", key=name, value=value, hint=guess(str(value), choices, one_of(choices))
        )
        yield Problem(at, "FED013", _of(owner, text))
    elif kind == "number":
        yield Problem(
            at, "FED010", _of(owner, message("`{key}` must be a number, not `{value}`", key=key, value=value))
        )
    elif kind == "string_pattern_mismatch":
        text = message("`{value}` is no code; a code is lower-case words joined by `-`", value=value)
        yield Problem(at, "FED013", _of(owner, text))
    elif kind in _BOUNDS:
        yield Problem(at, "FED010", _of(owner, message(_BOUNDS[kind], key=key, **context)))
    elif kind == "model_attributes_type":
        yield Problem(at, "FED010", message("a rule is a table `[[rule]]`"))
    else:
        yield from _wrong_type(at, kind, path, value)


def _wrong_type(at: At, kind: str, path: At, value: object) -> Iterator[Problem]:
    key = ".".join(str(part) for part in path if isinstance(part, str))
    if path[-1] in _EITHER:
        # `cues` is a string or an array, and pydantic tells of both: once is enough.
        if path[-1] == _EITHER[0]:
            either, name = message("a string or an array of strings"), key.removesuffix(f".{path[-1]}")
            yield Problem(at[:-1], "FED010", message("`{key}` must be {type}", key=name, type=either))
    elif kind == "model_type" and at[0] == "macro":
        yield Problem(at, "FED010", message("macro `{name}` must be a table `[macro.{name}]`", name=at[1]))
    elif len(path) > 1 and path[0] not in _INNER:
        whole = "an array of strings" if isinstance(path[1], int) else "a table of strings"
        text = message("`{key}` must be {type}, and `{value}` is none", key=path[0], type=message(whole), value=value)
        yield Problem(at, "FED010", text)
    else:
        named = _TOP_TYPES.get(key) or ("a table" if key == "set" else _TYPES.get(kind, kind))
        yield Problem(at, "FED010", message("`{key}` must be {type}", key=key, type=message(named)))


def _missing(form: type[BaseModel], data: Mapping[str, Any], at: At) -> Iterator[Problem]:
    """What is not there; a rule that has no `pattern` is told with what else keeps it from starting."""
    kind = _kind(data, at)
    if at[-1] == "set":
        needed = [name for name, field in _inner(form, "set").items() if field.is_required()]
        for name in needed:
            yield Problem(at, "FED017", _of(_owner(data, at), _needs(kind, name)))
    elif "set" in at:
        yield Problem(at[:-1], "FED017", _of(_owner(data, at), _needs(kind, str(at[-1]))))
    elif at[0] in {"rule", "override"} and at[-1] != "pattern":
        yield Problem(at, "FED011", message("the rule has no `{key}`", key=at[-1]))
    elif at[0] == "macro":
        yield Problem(at, "FED011", message("macro `{name}` has no `{key}`", name=at[1], key=at[-1]))
    elif len(at) == 1:
        yield Problem(at, "FED011", message("the pack has no `{key}`", key=at[-1]))


def _needs(kind: str, name: str) -> Message:
    return message("a rule of kind `{kind}` needs `set.{name}`", kind=kind, name=name)


def _unknown(form: type[BaseModel], path: At) -> Message:
    key = str(path[-1])
    known = form.model_fields if len(path) == 1 else _inner(form, str(path[0]))
    if len(path) == 1 and key in AnyRule.model_fields and issubclass(form, _RULES):
        return message(
            "a rule of kind `{kind}` has no `{key}`", kind=get_args(form.model_fields["kind"].annotation)[0], key=key
        )
    otherwise = (
        message("known keys: {keys}", keys=", ".join(sorted(known))) if known else message("there are none here")
    )
    return message("unknown key `{key}`; {hint}", key=".".join(map(str, path)), hint=guess(key, known, otherwise))


def _inner(form: type[BaseModel], key: str) -> Mapping[str, FieldInfo]:
    """The keys of the table under a key of a rule: its constants, its limits."""
    inner = form.model_fields[key].annotation
    return inner.model_fields if isinstance(inner, type) and issubclass(inner, BaseModel) else {}


def _kind(data: Mapping[str, Any], at: At) -> str:
    return str(data[str(at[0])][at[1]].get("kind", "")) if len(at) > 1 else ""


def _owner(data: Mapping[str, Any], at: At) -> str:
    """The id of the rule that a place is in."""
    return str(data[str(at[0])][at[1]].get("id", ""))


def _of(owner: str | None, text: Message) -> Message:
    return text if owner is None else message("rule `{rule}`: {text}", rule=owner, text=text)


def settle(layer: PackLayer, faults: Faults) -> None:
    """Notes what is wrong with the tables of a pack's files, and leaves out of them what has not the right type."""
    parts: list[tuple[type[BaseModel], TomlFile]] = [(PackForm, TomlFile(layer.head, layer.top))]
    parts += [(MacroFile, layer.macros)] if layer.macros else []
    parts += [(RuleFile, file) for file in layer.rule_files]
    for form, file in parts:
        for problem in problems(form, file.data):
            faults.at(_spot(file.top, problem.at), problem.code, problem.text)
            _leave_out(file.data, problem.at)


def _spot(top: Spot, at: At) -> Spot:
    """Where a place of a file's data stands in the file."""
    match at:
        case ("rule" | "override" as table, int(number)):
            return top.at(table, number)
        case ("rule" | "override" as table, int(number), key, *rest):
            element = next((part for part in rest if isinstance(part, int)), None)
            return top._replace(table=str(table), number=number, key=str(key), element=element)
        case ("macro", name):
            return top._replace(table="macro", key=str(name))
        case ("macro", name, key, *rest):
            element = next((part for part in rest if isinstance(part, int)), None)
            return top._replace(table=f"macro.{name}", key=str(key), element=element)
        case ("lexicons" | "terms" as table, str(name)):
            return top._replace(table=str(table), key=name)
        case (key, int(element)):
            return top.at(str(key), element)
    return top.at(str(at[0]))


def _leave_out(data: Any, at: At) -> None:
    """Takes a value that has not the right type out of a file's data; elements of arrays keep their places."""
    *way, last = at
    for part in way:
        data = data.get(part) if isinstance(data, dict) else data[part]
    if isinstance(data, dict):
        data.pop(last, None)
