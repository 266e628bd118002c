"""Noun phrases at the beginning and at the end of a stretch of words.

jieba gives the words and the dictionary's class of each; the pack's lists correct and refine the classes. A phrase is
nouns with what stands before them as attributes: `贫困妇女`, `技术培训班`, `受害姐妹`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from fedparse.words import Word, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.packs import RulePack

_LONGEST_PHRASE = 5
_OF = "\u7684"  # 的
BODIES = frozenset({"body", "event"})
"""Heads of nouns that are not people, and that a verb before them says the kind of: 培训基地, 服务中心."""
_NOUN_TAGS = frozenset({"j", "l", "i", "s", "g", "zg", "x", "b", "an", ""})
_ATTRIBUTE_TAGS = frozenset({"a", "z"})
_ASPECT_TAGS = frozenset({"ul", "uz", "ug"})
"""了, 着, 过: the word before is a verb."""
_LOOSE_TAGS = frozenset({"n", "ng", "nr", "ns", "q", "zg", "g", "j"})
"""Classes of single characters that may be half of a noun the dictionary does not have (福袋)."""
_COMPOUND = 4
"""From so many characters on, a dictionary word may be a verb with its object (接听电话)."""


class Kind(StrEnum):
    """What a word can be in a phrase."""

    NOUN = "noun"
    ACT = "act"
    """A verb that is also the name of its act: 培训, 调查, 投诉."""
    ATTRIBUTE = "attribute"
    VERB = "verb"
    PLAIN_VERB = "plain verb"
    """A verb without an object: 毕业, 亮相."""
    PREPOSITION = "preposition"
    """One of distance or comparison, whose noun is not counted: 距县城32公里."""
    AND = "and"
    """Joins two nouns that are counted together: 企业家及电商户."""
    OF = "of"
    SPACE = "space"
    OTHER = "other"


_VERBS = frozenset({Kind.VERB, Kind.PLAIN_VERB})
_NOMINAL = frozenset({Kind.NOUN, Kind.ACT})
_CLASSES = {
    "n": Kind.NOUN,
    "v": Kind.VERB,
    "vi": Kind.PLAIN_VERB,
    "p": Kind.PREPOSITION,
    "c": Kind.AND,
    "x": Kind.OTHER,
}


class Phrases:
    """Finds noun phrases with the words of one pack."""

    def __init__(self, pack: RulePack, words: Words) -> None:
        self._pack = pack
        self._words = words
        # What is known of a word by its text, which decides its class too.
        self._kinds: dict[str, Kind] = {}
        self._own_kinds: dict[str, Kind] = {}
        self._head_kinds: dict[str, str] = {}
        self._loose: dict[str, bool] = {}

    @cached_property
    def _stops(self) -> frozenset[str]:
        return frozenset(self._pack.lexicons["noun_stops"].rows)

    @cached_property
    def _modifiers(self) -> frozenset[str]:
        return frozenset(self._pack.lexicons["modifiers"].rows)

    @cached_property
    def _actions(self) -> frozenset[str]:
        rows = self._pack.lexicons["actions"].rows
        return frozenset(term for term, row in rows.items() if row["verb"] != "no")

    @cached_property
    def _classes(self) -> dict[str, Kind]:
        rows = self._pack.lexicons["word_classes"].rows
        return {term: _CLASSES[row["class"]] for term, row in rows.items()}

    @cached_property
    def _heads(self) -> dict[str, str]:
        return {term: row["kind"] for term, row in self._pack.lexicons["noun_heads"].rows.items()}

    @cached_property
    def _folk(self) -> tuple[str, ...]:
        return tuple(self._pack.lexicons["noun_heads"].terms("folk", "yes"))

    def cut(self, text: str, start: int, end: int) -> list[Word]:
        """The words of a stretch; a dictionary word that is a verb with its object (接听电话) is two."""
        if start >= end:
            return []
        found: list[Word] = []
        for word in self._words.cut(text[start:end], start):
            if len(word.text) >= _COMPOUND and self._is_compound(word):
                found += self._words.cut(word.text[:2], word.start)
                found += self._words.cut(word.text[2:], word.start + 2)
            else:
                found.append(word)
        return self._joined(found)

    def _joined(self, words: list[Word]) -> list[Word]:
        """The words, two loose characters as one noun."""
        joined: list[Word] = []
        loose = False
        for word in words:
            before, loose = loose, len(word.text) == 1 and self._is_loose(word)
            if before and loose:
                first = joined[-1]
                joined[-1] = Word(first.start, word.end, first.text + word.text, "n")
                loose = False
            else:
                joined.append(word)
        return joined

    def _is_compound(self, word: Word) -> bool:
        """Whether a long word is a verb with its object."""
        head = word.text[:2]
        return word.tag != "nz" and (head in self._actions or self._is_verb(head))

    def _is_loose(self, word: Word) -> bool:
        """Whether a character may be half of a noun."""
        text = word.text
        loose = self._loose.get(text)
        if loose is None:
            known = text in self._stops or text in self._classes or text in self._heads
            loose = self._loose[text] = text.isalpha() and word.tag in _LOOSE_TAGS and not known
        return loose

    def _is_verb(self, text: str) -> bool:
        return self._classes.get(text) is Kind.VERB or (text in self._stops and text not in self._modifiers)

    def kind(self, word: Word) -> Kind:
        """What a word can be in a phrase."""
        kind = self._kinds.get(word.text)
        if kind is None:
            kind = self._kinds[word.text] = self._find_kind(word)
        return kind

    def _find_kind(self, word: Word) -> Kind:
        text = word.text
        if text == _OF:
            return Kind.OF
        if not text.isalpha():
            return Kind.SPACE if text.isspace() else Kind.OTHER
        if text in self._modifiers:
            return Kind.ATTRIBUTE
        return self._own_kind(word)

    def _own_kind(self, word: Word) -> Kind:
        """What a word is that is no attribute."""
        kind = self._own_kinds.get(word.text)
        if kind is None:
            kind = self._own_kinds[word.text] = self._find_own_kind(word)
        return kind

    def _find_own_kind(self, word: Word) -> Kind:
        text, tag = word.text, word.tag
        if text in self._heads and len(text) == 1:
            return Kind.NOUN
        if text in self._actions:
            return Kind.VERB
        if text in self._stops:
            return Kind.VERB if tag.startswith("v") else Kind.OTHER
        if text in self._classes:
            return self._classes[text]
        if tag == "vn":
            return Kind.ACT
        if tag == "v":
            return Kind.VERB
        if tag in _ATTRIBUTE_TAGS:
            return Kind.ATTRIBUTE
        return Kind.NOUN if tag.startswith("n") or tag in _NOUN_TAGS else Kind.OTHER

    def head(self, word: Word) -> str:
        """What a noun is by its last characters: `person`, `body` (or a place), `event`, `thing`, or ""."""
        head = self._head_kinds.get(word.text)
        if head is None:
            head = self._head_kinds[word.text] = self._find_head(word)
        return head

    def _find_head(self, word: Word) -> str:
        return "body" if word.tag in {"s", "ns", "nt"} else self._ending(word.text)

    def _ending(self, text: str) -> str:
        """What the last characters say of a noun; the longest that are listed count."""
        return next((self._heads[text[-size:]] for size in (3, 2, 1) if text[-size:] in self._heads), "")

    def ending(self, phrase: Sequence[Word]) -> str:
        """What the last characters of a phrase say of it, over its last boundary: 任务 数, 街道 级."""
        return self._ending("".join(word.text for word in phrase[-2:]))

    @cached_property
    def grades(self) -> tuple[str, ...]:
        """How words that name a grade end: 级 of 国家级."""
        return tuple(term for term, kind in self._heads.items() if kind == "grade")

    def without_grades(self, words: Sequence[Word]) -> list[Word]:
        """The words behind those that only name a grade: 最美家庭 of 市级最美家庭, [] of 国家级."""
        after = 0
        for place in range(len(words)):
            if self.ending(words[max(0, place - 1) : place + 1]) == "grade":
                after = place + 1
        return list(words[after:])

    def opening(
        self, words: Sequence[Word], *, people: bool = False, verbs: bool = False, acts: bool = False
    ) -> list[Word]:
        """The phrase at the beginning, [] for none.

        Args:
            words: The words; a space before the phrase is passed over.
            people: What is counted is people: the phrase does not end in an act (25名志愿者 of 志愿者服务).
            verbs: A verb may be an attribute of a noun for people: 受害姐妹.
            acts: A verb may follow an act: 调查访问.
        """
        phrase: list[Word] = []
        attributes: list[Word] = []
        for index, word in enumerate(words):
            kind = self.kind(word)
            if index + 1 < len(words) and words[index + 1].tag in _ASPECT_TAGS:
                break
            if kind in _NOMINAL or (acts and phrase and kind in _VERBS and self.kind(phrase[-1]) is Kind.ACT):
                if phrase and attributes and not self._joins(attributes, word):
                    break
                phrase += [*attributes, word]
                attributes = []
            elif kind is Kind.ATTRIBUTE or (not phrase and self._may_qualify(word, kind, verbs=verbs)):
                attributes.append(word)
            elif kind is Kind.OF and not phrase:
                attributes = []
            elif kind is not Kind.SPACE or phrase:
                break
        if people and (verbs or not phrase or self.head(phrase[-1]) not in BODIES):
            phrase = self._people_of(phrase)
        if phrase and self.kind(phrase[0]) in _VERBS and (self.head(phrase[-1]) == "person") is not verbs:
            return []
        return phrase

    def _people_of(self, phrase: list[Word]) -> list[Word]:
        """The phrase up to its last noun for people (女教师 of 女教师登山), else up to its last noun."""
        last = next((place for place in range(len(phrase) - 1, -1, -1) if self._names_people(phrase[place])), None)
        if last is not None:
            return phrase[: last + 1]
        while phrase and self.is_act(phrase):
            phrase.pop()
        return phrase

    def _names_people(self, word: Word) -> bool:
        return self.head(word) == "person" and self._own_kind(word) is Kind.NOUN

    def body_of(self, phrase: list[Word]) -> list[Word]:
        """The places of a phrase that names people of places, which are counted in 个: 村委会 of 村委会 妇女 主任."""
        for place, word in enumerate(phrase[:-1]):
            rest = phrase[place + 1 :]
            if self.head(word) == "body" and self.head(rest[-1]) == "person" and len(word.text) + len(rest) > 2:
                return phrase[: place + 1]
        return phrase

    def _may_qualify(self, word: Word, kind: Kind, *, verbs: bool) -> bool:
        """Whether a word that is no noun may open a phrase: 正式 代表, 加工 厂房, with `verbs` also 返校 学生."""
        if kind in _VERBS:
            return word.tag == "vn" or (verbs and word.text not in self._stops)
        return word.tag == "ad"

    def _joins(self, attributes: Sequence[Word], noun: Word) -> bool:
        """Whether attributes after a noun belong to the next one: 农村贫困妇女; in 贫困户种植花椒 they are the verb."""
        return all(word.tag != "v" for word in attributes) or self.head(noun) == "person"

    def closing(self, words: Sequence[Word]) -> list[Word]:
        """The phrase at the end, [] for none; a verb there is a phrase of its own."""
        at = len(words) - 1
        kind = self._own_kind(words[at])
        if kind in _VERBS and len(words[at].text) > 1 and words[at].text not in self._actions:
            return [words[at]]
        if kind not in _NOMINAL:
            return []
        while at and len(words) - at < _LONGEST_PHRASE and self._continues(words, at - 1):
            at -= 1
        at = self._behind_act(words, at)
        while at < len(words) - 1 and not self._opens(words, at):
            at += 1
        phrase = list(words[at:])
        return [] if len(phrase) == 1 and self._only_ends(phrase[0]) else phrase

    def _behind_act(self, words: Sequence[Word], at: int) -> int:
        """Where a phrase begins behind an act that is done to those who are counted: 援助受害妇女."""
        if not words[-1].text.endswith(self._folk):
            return at
        for place in range(len(words) - 2, at - 1, -1):
            kind = self.kind(words[place])
            if kind is Kind.ACT and words[place - 1].text + words[place].text not in self._modifiers:
                return place + 1
            if kind is not Kind.ATTRIBUTE:
                return at
        return at

    def is_joint(self, word: Word) -> bool:
        """Whether a word joins two nouns that are counted together: 及."""
        return self._classes.get(word.text) is Kind.AND

    def _only_ends(self, word: Word) -> bool:
        """Whether a character is a noun only at the end of a longer one: the 令 of 保护令."""
        text = word.text
        return len(text) == 1 and text in self._heads and text not in self._classes and not word.tag.startswith("n")

    def _continues(self, words: Sequence[Word], at: int) -> bool:
        """Whether the word at a place belongs to the phrase that the words after it begin."""
        word = words[at]
        kind = self.kind(word)
        if kind is Kind.VERB or self._is_verb_between(words, at):
            return self._is_attribute(words, at)
        return kind in _NOMINAL or kind is Kind.ATTRIBUTE or kind is Kind.PLAIN_VERB

    def _is_verb_between(self, words: Sequence[Word], at: int) -> bool:
        """Whether a character that may end a noun is the verb it is in the dictionary: 妇女 包 粽子."""
        word = words[at]
        return len(word.text) == 1 and word.tag == "v" and self.kind(word) is Kind.NOUN

    def _is_attribute(self, words: Sequence[Word], at: int) -> bool:
        """Whether a verb says what kind its noun is of: 受教育群众, 贷款户, 建成服务中心 (after another verb)."""
        verb, noun = words[at], words[at + 1]
        if verb.text + noun.text in self._modifiers or self._is_trade(words, at):
            return True
        if len(verb.text) == 1 or at + 2 < len(words):
            return False
        if len(noun.text) == 1:
            return noun.text in self._heads
        led = at > 0 and self.kind(words[at - 1]) is Kind.VERB
        return verb.tag == "vn" and led and self.head(noun) in BODIES

    def _is_trade(self, words: Sequence[Word], at: int) -> bool:
        """Whether a verb and its object of a character each say what people live by: 养鹅户, 种菜大户."""
        if at + 2 >= len(words):
            return False
        verb, noun, people = words[at : at + 3]
        short = len(verb.text) == len(noun.text) == 1 and verb.text not in self._stops
        trade = short and self._heads.get(noun.text) not in {"person", "body"}
        return trade and self.head(people) in {"person", "body"} and not people.text.endswith(self._folk)

    def _opens(self, words: Sequence[Word], at: int) -> bool:
        """Whether a phrase can open with the word at a place; the rest of it follows."""
        kind = self.kind(words[at])
        if kind is Kind.VERB:
            return self._is_attribute(words, at)
        if kind is Kind.PLAIN_VERB:
            # What people do who are counted: 养猪大户, 助残志愿者; not 义诊群众.
            return self.head(words[at + 1]) == "person" and not words[at + 1].text.endswith(self._folk)
        if kind is not Kind.ATTRIBUTE:
            # The 镇 of 我镇示范户 belongs to the pronoun.
            # That of 其中村妇委会 does not.
            owner = words[at - 1].text if at and words[at - 1].tag == "r" else ""
            owned = owner and owner not in self._stops and len(words[at].text) == 1 and self.head(words[at]) != "person"
            return kind in _NOMINAL and not owned
        # 培训妇女 and 种植花椒 are verb and object; 受训妇女, 发放宣传资料 and 培训基地 are not.
        text = words[at].text
        if text not in self._actions or self._classes.get(text) is Kind.PLAIN_VERB:
            return True
        return (at > 0 and self.kind(words[at - 1]) is Kind.VERB) or self.head(words[-1]) in BODIES

    def is_act(self, phrase: Sequence[Word]) -> bool:
        """Whether a phrase ends in a verb or in the name of an act."""
        return self._own_kind(phrase[-1]) is not Kind.NOUN

    def is_verb(self, word: Word) -> bool:
        """Whether a word is a verb that can take an object."""
        return self.kind(word) is Kind.VERB

    def is_plain_verb(self, word: Word) -> bool:
        """Whether a word is a verb that takes no object, or the name of an act."""
        return self.kind(word) in {Kind.PLAIN_VERB, Kind.ACT}

    def is_noun(self, word: Word) -> bool:
        """Whether a word is a noun and no act."""
        return self.kind(word) is Kind.NOUN

    def is_preposition(self, word: Word) -> bool:
        """Whether a word is a preposition of distance or comparison."""
        return self.kind(word) is Kind.PREPOSITION

    def has_aspect(self, words: Sequence[Word]) -> bool:
        """Whether one of the words is 了, 着 or 过."""
        return any(word.tag in _ASPECT_TAGS for word in words)
