"""What a reader must know: numbers that are missing or masked, placeholders, noise, gaps in the numbering."""

from __future__ import annotations

import pytest
from gold_reader import marked, mentions

import fedparse

# A report whose digits a scraper stripped: no Arabic digit is left in it.
STRIPPED = """一、教育培训
全年举办培训班【期】,共计培训妇女【人次】。发放宣传资料【约份】;
接到妇女投诉【起】,结案率达【%】。
二、帮扶救助
每个妇代会救助款为【元以上】。联系户数达【以上】,
听众达【余人】。截止【月底】,提高了【个百分点】。
"""

MISSING = {
    "visits": "共计培训妇女【人次】。",
    "amount": "每个妇代会救助款为【元以上】。",
    "at-least": "参加户数达【以上】,比上年多。",
    "date": "截止【月日】,各项工作完成。",
    "month-end": "截止【月底】,各项工作完成。",
    "yu-ren": "听众达【余人】。",
    "yu-hu": "共有【余户】家庭参加。",
    "percent": "占【%】,群众满意。",
    "points": "提高【个百分点】,群众满意。",
    "years-of-age": "平均年龄【岁】,学历较高。",
    "anniversary": "纪念妇女节【周年】,举办晚会。",
}


@pytest.mark.parametrize("line", MISSING.values(), ids=MISSING.keys())
def test_missing_number(line: str) -> None:
    wanted = marked("一、工作情况\n接到妇女投诉【起】,送去现金【元】。\n" + line + "\n", "count")
    assert wanted.spans[-1] in spans(wanted.text, "missing-number")


@pytest.mark.parametrize("line", MISSING.values(), ids=MISSING.keys())
def test_a_missing_number_makes_no_mention(line: str) -> None:
    wanted = marked(line, "count")
    report = fedparse.parse(wanted.text, year=2019).reports[0]
    (start, end) = wanted.spans[0]
    assert [m.surface for m in mentions(report) if m.span[0] < end and start < m.span[1]] == []


def test_gaps_beside_a_certain_one_in_a_sound_report() -> None:
    sound = "2019年举办培训班12期,培训妇女860人次,慰问困难家庭45户。" * 4
    wanted = marked(
        sound + "看望困难职工【户】,发放慰问金【元】;接待来访【人次】,件件落实。帮扶贫困户,户户满意。", "count"
    )
    assert tuple(spans(wanted.text, "missing-number")) == wanted.spans


def test_all_gaps_of_a_stripped_report() -> None:
    wanted = marked(STRIPPED, "count")
    found = spans(wanted.text, "missing-number")
    assert [wanted.text[slice(*span)] for span in found] == [wanted.text[slice(*span)] for span in wanted.spans]
    assert tuple(found) == wanted.spans


WHOLE = {
    "visits": "共计培训妇女260人次。",
    "chinese": "共计培训妇女三百人次。",
    "amount": "救助款为500元以上。",
    "percent": "占55%,群众满意。",
    "percent-space": "占89.5 %,群众满意。",
    "date": "截止3月8日,各项工作完成。",
    "month-end": "截止6月底,各项工作完成。",
    "monthly": "每月底盘点一次。",
    "points": "提高3.2个百分点。",
    "age": "平均年龄45岁,学历较高。",
    "anniversary": "纪念妇女节96周年,举办晚会。",
    "yu": "业余生活丰富,其余人员值班。",
    "masked": "投入XX万元。",
    "household-words": "慰问贫困户、养殖户、低保户。",
    "above-what": "以上成绩来之不易。",
    "new-year": "元旦期间慰问。",
    "years-and-months": "岁月如歌。",
    "article": "做一个好妈妈。",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_no_missing_number(text: str) -> None:
    assert spans(text, "missing-number") == []


MASKED = {
    "year-mask-on-money": "人均【20xx多元】,稳步提高。",
    "year-mask-on-people": "组织【20__余名】学生参观。",
    "wan": "投入【XX万元】用于改造。",
    "stars": "救助【**名】儿童。",
    "posts": "新增岗位【20xx多个】。",
}


@pytest.mark.parametrize("line", MASKED.values(), ids=MASKED.keys())
def test_masked_number(line: str) -> None:
    wanted = marked(line, "count")
    assert tuple(spans(wanted.text, "masked-number")) == wanted.spans


@pytest.mark.parametrize("line", MASKED.values(), ids=MASKED.keys())
def test_a_masked_number_makes_no_mention(line: str) -> None:
    assert list(mentions(fedparse.parse(marked(line, "count").text, year=2019).reports[0])) == []


PLACEHOLDER = {
    "village": "【XX】村已完工。",
    "township": "走访【__】乡妇女。",
    "town": "【##】镇妇联组织活动。",
    "year": "【20__年】开展活动。",
    "moumou": "来自【某某】社区。",
    "crosses": "来自【××】社区。",
}


@pytest.mark.parametrize("line", PLACEHOLDER.values(), ids=PLACEHOLDER.keys())
def test_placeholder(line: str) -> None:
    wanted = marked(line, "count")
    assert tuple(spans(wanted.text, "placeholder")) == wanted.spans


NOT_PLACEHOLDER = {"led": "使用LED屏幕宣传。", "qq": "建立QQ群交流。", "someone": "某年的春天。"}


@pytest.mark.parametrize("text", NOT_PLACEHOLDER.values(), ids=NOT_PLACEHOLDER.keys())
def test_no_placeholder(text: str) -> None:
    assert spans(text, "placeholder") == []


NOISE = {
    "copyright": "一、加强学习\n组织学习,【版权所有】效果明显。\n二、做好服务\n走访慰问。\n",
    "original": "一、加强学习\n【原创:】组织学习,效果明显。\n二、做好服务\n走访慰问。\n",
    "pinyin": "一、加强学习\n婦聯【(lián)】組織學習,效果明顯。\n二、做好服務\n走訪慰問。\n",
}


@pytest.mark.parametrize("line", NOISE.values(), ids=NOISE.keys())
def test_noise(line: str) -> None:
    wanted = marked(line, "count")
    assert tuple(spans(wanted.text, "noise")) == wanted.spans
    report = fedparse.parse(wanted.text).reports[0]
    assert all(wanted.text[slice(*span)] not in report.sections[0].body for span in wanted.spans)


def numbered(*numbers: str) -> str:
    return "街道妇联工作总结\n" + "".join(f"{number}、扎实开展工作{place}\n" for place, number in enumerate(numbers))


def test_a_gap_in_the_numbering() -> None:
    text = numbered("一", "二", "四")
    assert [text[slice(*span)] for span in spans(text, "numbering-gap")] == ["四、"]


def test_a_repeat_in_the_numbering() -> None:
    text = numbered("一", "二", "二", "三")
    found = spans(text, "numbering-repeat")
    assert [text[slice(*span)] for span in found] == ["二、"]
    assert found[0][0] == text.rindex("二、")


def test_whole_numbering_has_no_diagnostic() -> None:
    document = fedparse.parse(numbered("一", "二", "三"), year=2019)
    assert [diagnostic.code for report in document.reports for diagnostic in report.diagnostics] == []


def test_a_gap_loses_no_section() -> None:
    (report,) = fedparse.parse(numbered("一", "二", "四", "四", "七")).reports
    assert [section.number for section in report.sections] == [1, 2, 4, 4, 7]


def test_no_year_is_told_once() -> None:
    document = fedparse.parse("3月8日举办讲座,5月1日慰问,今年成效明显。")
    codes = [diagnostic.code for report in document.reports for diagnostic in report.diagnostics]
    assert codes.count("unresolved-year") == 1


def test_a_known_year_is_not_told() -> None:
    document = fedparse.parse("3月8日举办讲座。", year=2019)
    assert [d.code for report in document.reports for d in report.diagnostics] == []


def test_a_text_without_dates_needs_no_year() -> None:
    document = fedparse.parse("培训妇女23名。")
    assert [d.code for report in document.reports for d in report.diagnostics] == []


def test_every_diagnostic_says_what_in_a_sentence() -> None:
    (report,) = fedparse.parse(marked(STRIPPED, "count").text + "XX村投入XX万元。3月8日举办。\n").reports
    assert {"missing-number", "masked-number", "placeholder", "unresolved-year"} <= {d.code for d in report.diagnostics}
    for diagnostic in report.diagnostics:
        assert diagnostic.message
        assert diagnostic.severity in {"info", "warning", "error"}


def test_a_diagnostic_names_its_section() -> None:
    text = "一、加强学习\n学习扎实。\n二、做好服务\nXX村已完工。\n"
    (report,) = fedparse.parse(text).reports
    assert [(d.code, d.section) for d in report.diagnostics] == [("placeholder", "2")]


def spans(text: str, code: str) -> list[tuple[int, int]]:
    """The spans of the diagnostics of one code, in the order of the text."""
    document = fedparse.parse(text, year=2019)
    return [d.span for report in document.reports for d in report.diagnostics if d.code == code and d.span]
