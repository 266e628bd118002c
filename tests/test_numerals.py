"""Single numerals: every way in which a report writes a number, and what it is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

import fedparse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _pytest.mark import ParameterSet


def table(rows: Mapping[str, tuple[object, ...]]) -> list[ParameterSet]:
    """Rows of a table, each with its readable id."""
    return [pytest.param(*row, id=name) for name, row in rows.items()]


EXACT: Mapping[str, tuple[str, int | Decimal]] = {
    # Arabic
    "arabic": ("1736", 1736),
    "arabic-zero": ("0", 0),
    "arabic-leading-zeros": ("007", 7),
    "decimal": ("12.6", Decimal("12.6")),
    "decimal-trailing-zero-is-whole": ("12.0", 12),
    "decimal-below-one": ("0.56", Decimal("0.56")),
    "decimal-many-places": ("0.0003", Decimal("0.0003")),
    "comma-thousands": ("1,796", 1796),
    "comma-millions": ("1,234,567", 1234567),
    "comma-decimal": ("12,345.67", Decimal("12345.67")),
    "space-thousands": ("10 678", 10678),
    "space-millions": ("1 234 567", 1234567),
    "spaced-digits": ("1 9 9 2", 1992),
    "full-width": ("２３", 23),
    "full-width-comma": ("１，７９６", 1796),
    "full-width-point": ("１２．６", Decimal("12.6")),
    "beyond-float": ("12345678901234567", 12345678901234567),
    "beyond-float-decimal": ("1234567890123.45", Decimal("1234567890123.45")),
    # Arabic with a scale
    "arabic-wan": ("3万", 30000),
    "arabic-space-wan": ("3 万", 30000),
    "arabic-yi": ("3亿", 300_000_000),
    "arabic-decimal-wan": ("4.74万", 47400),
    "arabic-decimal-wan-odd": ("18583.2万", 185_832_000),
    "arabic-decimal-yi": ("3.26亿", 326_000_000),
    "arabic-wan-qian": ("3万5千", 35000),
    "arabic-wan-digits": ("3万5000", 35000),
    "arabic-yi-wan": ("1亿2000万", 120_000_000),
    "arabic-wan-yi": ("1.2万亿", 1_200_000_000_000),
    "arabic-qian": ("5千", 5000),
    "arabic-bai": ("5百", 500),
    "arabic-bai-wan": ("5百万", 5_000_000),
    "comma-wan": ("1,200万", 12_000_000),
    # Chinese
    "one": ("一", 1),
    "ten": ("十", 10),
    "eleven": ("十一", 11),
    "twenty": ("二十", 20),
    "ninety-nine": ("九十九", 99),
    "hundred": ("一百", 100),
    "hundred-zero-one": ("一百零一", 101),
    "hundred-ten": ("一百一十", 110),
    "hundred-ten-short": ("一百一", 110),
    "three-hundred-twenty": ("三百二十", 320),
    "three-hundred-twenty-short": ("三百二", 320),
    "thousand-eight-short": ("一千八", 1800),
    "thousand-zero-eight": ("一千零八", 1008),
    "thousand-zero-eighty": ("一千零八十", 1080),
    "wan-five-short": ("三万五", 35000),
    "wan-zero-five": ("三万零五", 30005),
    "wan-zero-five-hundred": ("三万零五百", 30500),
    "wan-five-qian": ("三万五千", 35000),
    "nineteen-wan": ("十九万", 190_000),
    "hundred-twenty-wan": ("一百二十万", 1_200_000),
    "yi": ("一亿", 100_000_000),
    "yi-full": ("一亿二千三百四十五万六千七百八十九", 123_456_789),
    "yi-two-short": ("一亿二", 120_000_000),
    "wan-yi": ("一万亿", 1_000_000_000_000),
    "liang": ("两", 2),
    "liang-bai": ("两百", 200),
    "liang-qian-liang": ("两千二", 2200),
    "liang-wan": ("两万", 20000),
    "er-bai-wu": ("二百五十", 250),
    "nian-si": ("廿四", 24),
    "nian": ("廿", 20),
    "sa-liu": ("卅六", 36),
    "chinese-point": ("三点五", Decimal("3.5")),
    "chinese-point-zero": ("零点五", Decimal("0.5")),
    "chinese-point-wan": ("三点二万", 32000),
    "chinese-point-two-places": ("十二点二五", Decimal("12.25")),
    # zeros
    "ling": ("零", 0),
    "zero-circle": ("七萬二千四百○九", 72409),
    "zero-ideograph": ("七万二千四百〇九", 72409),
    "zero-ling": ("七万二千四百零九", 72409),
    "zero-upper-o": ("七万二千四百O九", 72409),
    "zero-lower-o": ("七万二千四百o九", 72409),
    "zero-digit": ("七万二千四百0九", 72409),
    "zero-full-width-o": ("七万二千四百Ｏ九", 72409),
    "positional-upper-o": ("二OO四", 2004),
    "positional-lower-o": ("二oo四", 2004),
    "positional-digit-zero": ("二00四", 2004),
    "positional-ideograph": ("二〇〇四", 2004),
    "positional-circle": ("二○○四", 2004),
    "positional-ling": ("二零零四", 2004),
    "positional-mixed": ("二0一二", 2012),
    "positional-two": ("二〇", 20),
    # financial
    "fin-hundred": ("壹佰", 100),
    "fin-five-thousand": ("伍仟", 5000),
    "fin-twenty": ("贰拾", 20),
    "fin-all": ("壹万贰仟叁佰肆拾伍", 12345),
    "fin-rest": ("陆仟柒佰捌拾玖", 6789),
    "fin-ling": ("壹仟零伍", 1005),
    "fin-traditional": ("貳萬陸仟", 26000),
    "fin-traditional-three": ("參佰", 300),
    "fin-with-yi": ("叁亿", 300_000_000),
    # traditional
    "trad-wan": ("三萬", 30000),
    "trad-yi": ("兩億", 200_000_000),
}


@pytest.mark.parametrize(("expression", "value"), table(EXACT))
def test_exact(expression: str, value: int | Decimal) -> None:
    number = fedparse.parse_number(expression)
    assert (number.value, number.min, number.max, number.comparator) == (value, value, value, "=")
    assert type(number.value) is type(value), "whole numbers are int, others Decimal, never a float"


OPEN: Mapping[str, tuple[str, int | Decimal, str]] = {
    # after the number
    "yu": ("1200余", 1200, ">"),
    "duo": ("1000多", 1000, ">"),
    "yu-wan": ("260余万", 2_600_000, ">"),
    "wan-yu": ("50万余", 500_000, ">"),
    "duo-wan": ("11多万", 110_000, ">"),
    "wan-duo": ("21万多", 210_000, ">"),
    "yi-duo": ("4亿多", 400_000_000, ">"),
    "mixed-yu": ("3万5千余", 35000, ">"),
    "chinese-yu": ("三十余", 30, ">"),
    "chinese-duo": ("一千多", 1000, ">"),
    "chinese-duo-wan": ("二十多万", 200_000, ">"),
    "chinese-yu-wan": ("三百余万", 3_000_000, ">"),
    "shi-duo": ("十多", 10, ">"),
    "shi-yu": ("十余", 10, ">"),
    "bai-yu": ("百余", 100, ">"),
    "trad-yu": ("300餘", 300, ">"),
    "lai": ("三百来", 300, "~"),
    "shi-lai": ("十来", 10, "~"),
    "yishang": ("20以上", 20, ">="),
    "ji-yishang": ("20及以上", 20, ">="),
    "yixia": ("35以下", 35, "<="),
    "yinei": ("3以内", 3, "<="),
    "zuoyou": ("263左右", 263, "~"),
    "shangxia": ("50上下", 50, "~"),
    # before the number
    "yue": ("约50", 50, "~"),
    "dayue": ("大约50", 50, "~"),
    "jin": ("近3000", 3000, "~"),
    "jin-chinese": ("近三千", 3000, "~"),
    "jin-bare-scale": ("近千", 1000, "~"),
    "jin-bare-wan": ("近万", 10000, "~"),
    "jiangjin": ("将近200", 200, "~"),
    "jiejin": ("接近200", 200, "~"),
    "chao": ("超100", 100, ">"),
    "chaoguo": ("超过100", 100, ">"),
    "chaoguo-le": ("超过了100", 100, ">"),
    "yu-lead": ("逾300", 300, ">"),
    "chao-chinese": ("超十九万", 190_000, ">"),
    "buzu": ("不足1.5", Decimal("1.5"), "<"),
    "budao": ("不到20", 20, "<"),
    "shaoyu": ("少于20", 20, "<"),
    "zhishao": ("至少20", 20, ">="),
    "bushaoyu": ("不少于20", 20, ">="),
    "budiyu": ("不低于20", 20, ">="),
    "buchaoguo": ("不超过20", 20, "<="),
    "shang-qian": ("上千", 1000, ">="),
    "shang-wan": ("上万", 10000, ">="),
    "shang-bai": ("上百", 100, ">="),
    "guo-wan": ("过10万", 100_000, ">"),
    "space-after-lead": ("约 50", 50, "~"),
}


@pytest.mark.parametrize(("expression", "value", "comparator"), table(OPEN))
def test_approximate(expression: str, value: int | Decimal, comparator: str) -> None:
    number = fedparse.parse_number(expression)
    low = value if comparator in {">", ">="} else None
    high = value if comparator in {"<", "<="} else None
    assert (number.value, number.min, number.max, number.comparator) == (value, low, high, comparator)


RANGES: Mapping[str, tuple[str, int | Decimal, int | Decimal]] = {
    "hyphen": ("2-4", 2, 4),
    "em-dash": ("3—5", 3, 5),
    "double-em-dash": ("3——5", 3, 5),
    "en-dash": ("3–5", 3, 5),
    "tilde": ("6~36", 6, 36),
    "full-width-tilde": ("6～36", 6, 36),
    "full-width-hyphen": ("2－4", 2, 4),
    "zhi": ("2至3", 2, 3),
    "dao": ("2到3", 2, 3),
    "chinese-zhi": ("一至二", 1, 2),
    "chinese-dao": ("一到两", 1, 2),
    "spaces": ("1 - 3", 1, 3),
    "decimals": ("0.5-1.5", Decimal("0.5"), Decimal("1.5")),
    "shared-wan": ("3—5万", 30000, 50000),
    "shared-wan-chinese": ("三至五万", 30000, 50000),
    "shared-wan-tens": ("十至二十万", 100_000, 200_000),
    "own-scales": ("3千-2万", 3000, 20000),
    "both-wan": ("3万-5万", 30000, 50000),
}


@pytest.mark.parametrize(("expression", "low", "high"), table(RANGES))
def test_range(expression: str, low: int | Decimal, high: int | Decimal) -> None:
    number = fedparse.parse_number(expression)
    assert (number.value, number.min, number.max, number.comparator) == (None, low, high, "=")


VAGUE: Mapping[str, tuple[str, int, int]] = {
    "shu-shi": ("数十", 20, 90),
    "ji-shi": ("几十", 20, 90),
    "shu-bai": ("数百", 200, 900),
    "ji-bai": ("几百", 200, 900),
    "ji-qian": ("几千", 2000, 9000),
    "shu-qian": ("数千", 2000, 9000),
    "shu-wan": ("数万", 20000, 90000),
    "shi-ji": ("十几", 11, 19),
    "ershi-ji": ("二十几", 21, 29),
    "sanshi-ji-wan": ("三十几万", 310_000, 390_000),
    "ji-shi-wan": ("几十万", 200_000, 900_000),
    "shi-ji-wan": ("十几万", 110_000, 190_000),
}


@pytest.mark.parametrize(("expression", "low", "high"), table(VAGUE))
def test_vague(expression: str, low: int, high: int) -> None:
    number = fedparse.parse_number(expression)
    assert (number.value, number.min, number.max, number.comparator) == (None, low, high, "~")


NEIGHBOURS: Mapping[str, tuple[str, int, int]] = {
    "two-three": ("两三", 2, 3),
    "three-five": ("三五", 3, 5),
    "seven-eight-ten": ("七八十", 70, 80),
    "fifteen-six": ("十五六", 15, 16),
    "two-three-hundred": ("两三百", 200, 300),
    "four-five-wan": ("四五万", 40000, 50000),
}


@pytest.mark.parametrize(("expression", "low", "high"), table(NEIGHBOURS))
def test_neighbouring_digits(expression: str, low: int, high: int) -> None:
    number = fedparse.parse_number(expression)
    assert (number.value, number.min, number.max) == (None, low, high)


def test_white_space_around_is_no_part() -> None:
    assert fedparse.parse_number("  23\n").value == 23


def test_one_value_whatever_the_script() -> None:
    written = ["35000", "35,000", "３５０００", "三万五千", "三萬五千", "叁万伍仟", "3万5千", "3.5万", "三点五万"]
    written.append("3 5 0 0 0")
    assert {fedparse.parse_number(text).value for text in written} == {35000}


NOT_NUMBERS = {
    "empty": "",
    "blank": " ",
    "letters": "abc",
    "han": "妇女",
    "unit-after": "23名",
    "word-before": "共23",
    "two-numbers": "23 名 24",
    "list": "3、5、7",
    "lead-alone": "约",
    "tail-alone": "左右",
    "range-open": "3-",
    "point-alone": ".",
    "masked": "20xx",
    "percent": "55%",
    "surrogate": "\ud800",
    "nul": "\x00",
    "superscript": "²",
    "arabic-indic": "٣",
}


@pytest.mark.parametrize("expression", NOT_NUMBERS.values(), ids=NOT_NUMBERS.keys())
def test_what_is_not_one_number_is_an_error(expression: str) -> None:
    with pytest.raises(fedparse.ExpressionError) as raised:
        fedparse.parse_number(expression)
    assert raised.value.expression == expression
    assert raised.value.reason


def test_the_error_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="abc"):
        fedparse.parse_number("abc")
