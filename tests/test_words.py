"""Words are cut as jieba cuts them, with its own dictionary and no more of it read than a text needs."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies

from fedparse.words import Words

if TYPE_CHECKING:
    from jieba import Tokenizer

SENTENCES = {
    "noun": "组织农村妇女参加养殖技术培训班",
    "program": "深入开展双学双比和巾帼建功竞赛活动",
    "ambiguous": "研究生命起源的妇女主任和服务员",
    "digits": "培训妇女1200余人次",
    "traditional": "婦女聯合會組織婦女參加培訓",
    "punctuation": "走访慰问,送去米、面、油。",
    "rare": "龘靐齉爨䶮",
    "latin": "LED屏和U盘",
    "empty": "",
}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.CRITICAL)
    made = jieba.Tokenizer()
    made.initialize()
    return made


def jieba_words(tokenizer: Tokenizer, text: str) -> list[str]:
    """jieba's most probable cut: what `cut(HMM=False)` does with a run of Chinese characters."""
    route: dict[int, tuple[float, int]] = {}
    tokenizer.calc(text, tokenizer.get_DAG(text), route)
    words, start = [], 0
    while start < len(text):
        words.append(text[start : route[start][1] + 1])
        start = route[start][1] + 1
    return words


@pytest.mark.parametrize("text", SENTENCES.values(), ids=SENTENCES.keys())
def test_cut(tokenizer: Tokenizer, text: str) -> None:
    assert [word.text for word in Words().cut(text)] == jieba_words(tokenizer, text)


@given(
    strategies.text(
        strategies.sampled_from("妇女联合会工作的一了在农村民主任务员工培训班级别人大学生产业务"), max_size=24
    )
)
def test_every_cut(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    assert [word.text for word in Words().cut(text)] == jieba_words(jieba.dt, text)


def test_words_of_the_pack() -> None:
    assert [word.text for word in Words(["巾帼建功"]).cut("开展巾帼建功竞赛")] == ["开展", "巾帼建功", "竞赛"]


def test_places_and_classes() -> None:
    words = Words().cut("培训妇女", offset=10)
    assert [(word.start, word.end, word.tag) for word in words] == [(10, 12, "vn"), (12, 14, "n")]
