"""Single numerals: every way in which a report writes a number, and what it is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies

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
    "zero-large-circle": ("三千◯四", 3004),
    "zero-wan": ("0万", 0),
    "zero-twice": ("三万零五", 30005),
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
    "fin-two-places": ("壹佰贰拾", 120),
    "fin-traditional-inside": ("壹佰參拾", 130),
    # what the last scale leaves unsaid
    "arabic-wan-one-digit": ("3万5", 35000),
    "arabic-wan-three-digits": ("3万500", 30500),
    "arabic-qian-digits": ("3千500", 3500),
    "arabic-bai-digits": ("3百50", 350),
    "liang-wan-five": ("两万五", 25000),
    "ten-without-one": ("一百十五", 115),
    "bare-qian-eight": ("千八", 1800),
    "qian-wan": ("三千五百万", 35_000_000),
    "yi-and-wan": ("一亿五千万", 150_000_000),
    "yi-zero": ("一亿零五万", 100_050_000),
    "ten-thousand-yi": ("一万五千亿", 1_500_000_000_000),
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
    "space-before-tail": ("50 左右", 50, "~"),
    "dagai": ("大概五十", 50, "~"),
    "yu-misspelt": ("愈千", 1000, ">"),
    "shang-shi-wan": ("上十万", 100_000, ">="),
    "jin-qian-ba": ("近千八", 1800, "~"),
    "bai-shi-lai": ("百十来", 100, "~"),
    "bai-shi": ("百十", 100, "~"),
    "wan-yu-bare": ("万余", 10000, ">"),
    "qian-yu-wan": ("千余万", 10_000_000, ">"),
    "wan-digits-duo": ("3万5000多", 35000, ">"),
    "han-yishang": ("20(含)以上", 20, ">="),
    "han-yishang-full-width": ("20（含）以上", 20, ">="),
    "chinese-point-zuoyou": ("三点五左右", Decimal("3.5"), "~"),
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
    "shared-qian": ("3-5千", 3000, 5000),
    "shared-bai": ("三至五百", 300, 500),
    "shared-yi": ("1-2亿", 100_000_000, 200_000_000),
    "shared-two-scales": ("3-5千万", 30_000_000, 50_000_000),
    "shared-wan-only": ("十至三百万", 100_000, 3_000_000),
    "shared-after-qian": ("3千-5000万", 30_000_000, 50_000_000),
    "shared-decimals": ("1.2-1.5亿", 120_000_000, 150_000_000),
    "shared-points": ("一点五至两点五万", 15000, 25000),
    "shared-hundreds": ("500-1000万", 5_000_000, 10_000_000),
    "shared-backwards": ("5-3万", 30000, 50000),
    "ten-is-not-shared": ("五至二十", 5, 20),
    "ten-wan-shares-wan": ("五至二十万", 50000, 200_000),
    "own-hundreds": ("500-1万", 500, 10000),
    "own-thousands": ("8000-2万", 8000, 20000),
    "own-bai": ("8百-2千", 800, 2000),
    "wan-and-yi": ("1000万-1亿", 10_000_000, 100_000_000),
    "backwards": ("50-45", 45, 50),
    "minus-sign": ("2−4", 2, 4),
    "tilde-operator": ("2∼4", 2, 4),
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
    "arabic-ji": ("20几", 21, 29),
    "arabic-ji-wan": ("10几万", 110_000, 190_000),
    "bai-ling-ji": ("一百零几", 101, 109),
    "bai-ji-shi": ("一百几十", 120, 190),
    "qian-ji-bai": ("一千几百", 1200, 1900),
    "ji-qian-wan": ("几千万", 20_000_000, 90_000_000),
    "shu-yi": ("数亿", 200_000_000, 900_000_000),
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
    "three-two": ("三两", 2, 3),
    "three-four-hundred": ("三四百", 300, 400),
    "hundred-twenty-thirty": ("一百二三十", 120, 130),
    "thousand-five-six": ("三千五六", 3500, 3600),
    "three-four-million": ("三四百万", 3_000_000, 4_000_000),
    "eight-ninety": ("八九十", 80, 90),
    "three-five-hundred": ("三五百", 300, 500),
}


@pytest.mark.parametrize(("expression", "low", "high"), table(NEIGHBOURS))
def test_neighbouring_digits(expression: str, low: int, high: int) -> None:
    number = fedparse.parse_number(expression)
    assert (number.value, number.min, number.max) == (None, low, high)


def written(number: int) -> str:
    """A number below 10¹² in Chinese, from the rules of speech alone: sections of four digits, zeros read once."""
    if number == 0:
        return "零"
    text = ""
    sections = number // 10**8, number // 10**4 % 10**4, number % 10**4
    for section, scale in zip(sections, ("亿", "万", ""), strict=True):
        if not section:
            continue
        gap = bool(text) and (section < 1000 or text[-1] == "零")
        part = ""
        for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = section // place % 10
            if digit:
                part += "零一二三四五六七八九"[digit] + unit
            elif part and section % place and part[-1] != "零":
                part += "零"
        text += ("零" if gap else "") + part + scale
    return text.removeprefix("一") if text.startswith("一十") else text


@given(strategies.integers(min_value=0, max_value=10**12 - 1))
def test_every_number_that_is_spoken_in_full_is_read(number: int) -> None:
    quantity = fedparse.parse_number(written(number))
    assert (quantity.value, quantity.comparator) == (number, "=")


@given(strategies.text(alphabet="一二三五两零十百千万亿几数余多来0Oo357.,- 点至廿参", max_size=7))
def test_whatever_is_read_has_its_sides_in_order(expression: str) -> None:
    try:
        number = fedparse.parse_number(expression)
    except fedparse.ExpressionError:
        return
    assert (number.value is None) <= (number.min is not None and number.max is not None)
    if number.min is not None and number.max is not None:
        assert 0 <= number.min <= number.max


def test_white_space_around_is_no_part() -> None:
    assert fedparse.parse_number("  23\n").value == 23


def test_one_value_whatever_the_script() -> None:
    arabic = ["35000", "35,000", "３５０００", "3万5千", "3万5000", "3.5万", "3 5 0 0 0"]
    chinese = ["三万五千", "三萬五千", "叁万伍仟", "三点五万", "三万五"]
    assert {fedparse.parse_number(text).value for text in arabic + chinese} == {35000}


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
    "wan-twice": "3万5万",
    "bai-twice": "三百五百",
    "scales-run-up": "5千3万",
    "decimal-and-rest": "3.5万2000",
    "rest-too-short": "3万50",
    "yi-and-bare-digits": "1亿2000",
    "yi-and-qian": "一亿五千",
    "short-before-a-scale": "二百五万",
    "nearly-a-hundred": "百八十",
    "nearly-ten-thousand": "万八千",
    "places-after-bai": "二百几",
    "places-after-arabic": "123几",
    "two-points": "1.2.3",
    "points-run-together": "3..5",
    "middle-dot": "3·8",
    "range-of-three": "2-4-6",
    "range-out-of-scale": "12338-3",
    "range-unclear": "50-1万",
    "range-too-far": "5000-1亿",
    "score": "3-0",
    "positional-and-zero": "一0",
    "damaged-thousands": "5 00",
    "letter-after": "2O",
    "endless": "9" * 5000,
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
