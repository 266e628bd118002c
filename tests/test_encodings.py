"""The decoder: short and long texts in every encoding, whole and damaged."""

from __future__ import annotations

import codecs
from itertools import pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fedparse.errors import SourceError
from fedparse.sources import read_bytes
from fedparse.sources.encoding import detect

LINES = (
    "一、加强组织领导,健全工作机制,确保各项任务落到实处。",
    "全年共举办家政服务、月嫂等技能培训班16期,培训妇女820余人次。",
    "镇妇联走访慰问贫困母亲37户,送去慰问金1.85万元和棉被50床。",
    "(二)深入开展“平安家庭”创建活动,命名示范户120户。",
    "三八节前夕,组织女职工开展趣味运动会和健康知识讲座。",
    "发放小额担保贷款460万元,带动近300名妇女创业就业。",
    "《妇女权益保障法》宣传资料发放2000余份,接待群众咨询180人次。",
    "截至2021年11月底,建成村级妇女之家42个,覆盖率达到96%。",
    "1、积极参与禁毒、防艾宣传,营造良好的社会氛围。",
    "为孤儿和留守儿童结对“爱心妈妈”65对,募集助学款3.2万元。",
    "我局女工委坚持以人为本,认真维护女职工的合法权益和特殊利益。",
    "开展“两癌”免费检查,共有5600名农村妇女参加,检出患者13人。",
    "评选出“好媳妇”“好婆婆”各十名,在全村大会上予以表彰。",
    "四是信访工作有新进展,来信来访处理率达98%以上,比上年提高3个百分点。",
    "在县委、县政府的正确领导下,全县妇女工作取得了明显成效。",
    "创建巾帼示范基地8个,其中省级1个、市级3个,辐射农户700多户。",
    "下一步,我们将继续抓好基层组织建设,力争明年新增网格妇联12个。",
    "儿童之家配备图书1300册、玩具240件,每周六下午向孩子们开放。",
    "存在的问题:经费不足,部分村妇联主席年龄偏大、文化程度偏低。",
    "五、工作总结与思考:一年来的工作离不开各级领导的关心和支持。",
)
TRADITIONAL_LINES = (
    "一、加強組織領導,健全工作機制,確保各項任務落到實處。",
    "全年共舉辦家政服務技能培訓班16期,培訓婦女820餘人次。",
    "鎮婦聯走訪慰問貧困母親37戶,送去慰問金1.85萬元和棉被50床。",
    "三八節前夕,組織女職工開展趣味運動會和健康知識講座。",
    "發放小額擔保貸款460萬元,帶動近300名婦女創業就業。",
    "為孤兒和留守兒童結對「愛心媽媽」65對,募集助學款3.2萬元。",
    "評選出「好媳婦」「好婆婆」各十名,在全村大會上予以表揚。",
    "於縣委、縣政府的正確領導下,全縣婦女工作取得了明顯成效。",
    "兒童之家配備圖書1300冊、玩具240件,每週六下午向孩子們開放。",
    "存在的問題:經費不足,部分村幹部年齡偏大、文化程度偏低。",
)
# Name of the case → codec to write with, bytes before the text, encoding to find, lines.
ENCODINGS = {
    "utf-8": ("utf-8", b"", "utf-8", LINES),
    "utf-8-bom": ("utf-8", codecs.BOM_UTF8, "utf-8-sig", LINES),
    "gbk": ("gbk", b"", "gb18030", LINES),
    "gb18030": ("gb18030", b"", "gb18030", LINES),
    "gb18030-bom": ("gb18030", b"\x84\x31\x95\x33", "gb18030", LINES),
    "big5": ("big5", b"", "big5", TRADITIONAL_LINES),
    "utf-8-traditional": ("utf-8", b"", "utf-8", TRADITIONAL_LINES),
    "gbk-traditional": ("gbk", b"", "gb18030", TRADITIONAL_LINES),
    "utf-16-le": ("utf-16-le", b"", "utf-16-le", LINES),
    "utf-16-be": ("utf-16-be", b"", "utf-16-be", LINES),
    "utf-16-le-bom": ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le", LINES),
    "utf-16-be-bom": ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be", LINES),
    "utf-32-le-bom": ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le", LINES),
}
WHOLE = [
    pytest.param(*encoding[:3], line[:length], id=f"{name}-{length or 'line'}-{number}")
    for (name, encoding), length in product(ENCODINGS.items(), (8, 20, None))
    for number, line in enumerate(encoding[3])
]


@pytest.mark.parametrize(("codec", "bom", "found", "text"), WHOLE)
def test_encoding_is_found(codec: str, bom: bytes, found: str, text: str) -> None:
    source = read_bytes(bom + text.encode(codec), name="a.txt")
    assert (source.encoding, source.text, source.bad_bytes) == (found, text, ())


@pytest.mark.parametrize("name", ENCODINGS)
def test_four_characters_are_mostly_enough(name: str) -> None:
    codec, bom, found, lines = ENCODINGS[name]
    snippets = [line[start : start + 4] for line in lines for start in range(len(line) - 3)]
    snippets = [snippet for snippet in snippets if not snippet.isascii()]
    wrong = [snippet for snippet in snippets if detect(bom + snippet.encode(codec)) != found]
    # Four frequent hanzi in Big5 may be four frequent hanzi in GBK as well: no rule can tell those apart.
    most = 0.08 if name == "big5" else 0.01
    assert len(wrong) <= most * len(snippets), wrong


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\n\r\n", "\u2028", "\u3000\n\t "], ids=ascii)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
def test_line_ends_and_spaces_stay(codec: str, newline: str) -> None:
    text = newline + newline.join(LINES) + newline
    source = read_bytes(text.encode(codec), name="a.txt")
    assert (source.encoding, source.text) == (codec, text)


def cut(data: bytes) -> bytes:
    return data[:-1]


def flip_a_bit(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0x80]) + data[middle + 1 :]


def insert_80(data: bytes) -> bytes:
    return data[: len(data) // 2] + b"\x80" + data[len(data) // 2 :]


def insert_ff(data: bytes) -> bytes:
    return data[: len(data) // 2] + b"\xff" + data[len(data) // 2 :]


def start_with_ff(data: bytes) -> bytes:
    return b"\xff" + data


def lose_a_byte(data: bytes) -> bytes:
    return data[: len(data) // 3] + data[len(data) // 3 + 1 :]


# A byte more or less turns the rest of UTF-16 around: only what keeps its length, or cuts its end, can be asked of it.
DAMAGE_OF_ANY = (cut, flip_a_bit)
DAMAGE = (*DAMAGE_OF_ANY, insert_80, insert_ff, start_with_ff, lose_a_byte)
DAMAGED = [
    pytest.param(codec, found, damage(line.encode(codec)), id=f"{codec}-{damage.__name__}-{number}")
    for codec, found, lines, damages in (
        ("utf-8", "utf-8", LINES, DAMAGE),
        ("gbk", "gb18030", LINES, DAMAGE),
        ("big5", "big5", TRADITIONAL_LINES, DAMAGE),
        ("utf-16-le", "utf-16-le", LINES, DAMAGE_OF_ANY),
        ("utf-16-be", "utf-16-be", LINES, DAMAGE_OF_ANY),
    )
    for damage in damages
    for number, line in enumerate(lines)
]


@pytest.mark.parametrize(("codec", "found", "data"), DAMAGED)
def test_damaged_text_keeps_its_encoding(codec: str, found: str, data: bytes) -> None:
    source = read_bytes(data, name="a.txt")
    assert source.encoding == found
    assert source.text == data.decode(found, "replace")
    assert source.bad_bytes == replaced(source.text), codec


@pytest.mark.parametrize(
    ("data", "text", "bad_bytes"),
    [
        pytest.param("培训妇女".encode() + b"\xe4\xba", "培训妇女\ufffd", ((4, 5),), id="utf-8-cut"),
        pytest.param(
            "培训\ufffd妇女人次".encode() + b"\xff", "培训\ufffd妇女人次\ufffd", ((7, 8),), id="one-real-one-bad"
        ),
        pytest.param(
            "培训\ufffd".encode() + b"\xff\xff" + "妇女".encode(),
            "培训\ufffd\ufffd\ufffd妇女",
            ((3, 5),),
            id="adjacent",
        ),
        pytest.param("培训\ufffd妇女".encode(), "培训\ufffd妇女", (), id="real-only"),
        pytest.param("培训\ufffd妇女人次".encode("utf-16-le"), "培训\ufffd妇女人次", (), id="real-utf-16"),
        pytest.param(
            "开展培训".encode("gbk") + b"\x80" + "十二期".encode("gbk"), "开展培训\ufffd十二期", ((4, 5),), id="gbk-80"
        ),
        pytest.param(codecs.BOM_UTF8 + b"a\xff", "a\ufffd", ((1, 2),), id="behind-a-bom"),
    ],
)
def test_bad_bytes_are_located(data: bytes, text: str, bad_bytes: tuple[tuple[int, int], ...]) -> None:
    source = read_bytes(data, name="a.txt")
    assert (source.text, source.bad_bytes) == (text, bad_bytes)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(b"2019: 12 courses\r\n", "utf-8", id="ascii"),
        pytest.param("2019: 12 courses\r\n".encode("utf-16-le"), "utf-16-le", id="ascii-in-utf-16-le"),
        pytest.param("2019: 12 courses\r\n".encode("utf-16-be"), "utf-16-be", id="ascii-in-utf-16-be"),
        pytest.param(
            b"ascii line\n" * 20_000 + "培训妇女".encode("gbk") + b"\nascii" * 20_000, "gb18030", id="late-gbk"
        ),
        pytest.param(
            b"ascii line\n" * 20_000 + "培訓婦女".encode("big5") + b"\nascii" * 20_000, "big5", id="late-big5"
        ),
        pytest.param("培训妇女十二期".encode("gbk") * 20_000, "gb18030", id="long-gbk-in-one-line"),
        pytest.param(("培训妇女12期。\n" * 20_000).encode() + b"\xe5", "utf-8", id="long-utf-8-cut"),
        pytest.param(("培训妇女12期。\n" * 20_000).encode("utf-16-be"), "utf-16-be", id="long-utf-16-be"),
        pytest.param(("培训妇女12期。\n" * 20_000).encode("utf-16-le")[:-1], "utf-16-le", id="long-utf-16-le-cut"),
    ],
)
def test_special_files(data: bytes, found: str) -> None:
    assert read_bytes(data, name="a.txt").encoding == found


@pytest.mark.parametrize(
    ("encoding", "data", "found", "text", "bad_bytes"),
    [
        pytest.param("gbk", "妇联".encode("gbk"), "gbk", "妇联", (), id="gbk"),
        pytest.param("GB2312-80", "妇联".encode("gbk"), "gb2312", "妇联", (), id="alias"),
        pytest.param(
            "utf-8", b"\xb8\xbe\xc1\xaa", "utf-8", "\ufffd\ufffd\ufffd\ufffd", ((0, 4),), id="wrong-one-is-believed"
        ),
        pytest.param("latin-1", b"\xb8\xbe", "iso8859-1", "¸¾", (), id="no-bad-bytes-in-latin-1"),
        pytest.param("UTF8", "妇联".encode("utf-8-sig"), "utf-8-sig", "妇联", (), id="utf-8-with-bom"),
        pytest.param("utf-8-sig", "妇联".encode(), "utf-8", "妇联", (), id="utf-8-sig-without-bom"),
        pytest.param("utf-16", b"\xfe\xff" + "妇联".encode("utf-16-be"), "utf-16-be", "妇联", (), id="utf-16-with-bom"),
        pytest.param("utf-16", "妇联".encode("utf-16-le"), "utf-16-le", "妇联", (), id="utf-16-without-bom"),
        pytest.param("utf_16_le", b"\xff\xfe" + "妇联".encode("utf-16-le"), "utf-16-le", "妇联", (), id="underscores"),
        pytest.param(
            "utf-16-le", "妇联".encode("utf-16-le") + b"\x00", "utf-16-le", "妇联\ufffd", ((2, 3),), id="odd-utf-16"
        ),
        pytest.param("utf-16-le", "женщины".encode("utf-16-le"), "utf-16-le", "женщины", (), id="not-chinese"),
        pytest.param("big5hkscs", "婦聯".encode("big5"), "big5hkscs", "婦聯", (), id="big5hkscs"),
    ],
)
def test_given_encoding_is_used(
    encoding: str, data: bytes, found: str, text: str, bad_bytes: tuple[tuple[int, int], ...]
) -> None:
    source = read_bytes(data, name="a.txt", encoding=encoding)
    assert (source.encoding, source.text, source.bad_bytes) == (found, text, bad_bytes)


@pytest.mark.parametrize(
    "encoding",
    [
        "",
        "utf-9",
        "汉字",
        "\udcff",
        "a\0b",
        "zip",
        "hex",
        "rot13",
        "undefined",
        "idna",
        "punycode",
        "unicode_escape",
        "utf-7",
    ],
    ids=ascii,
)
def test_unknown_encoding(encoding: str) -> None:
    with pytest.raises(SourceError, match=r"^a\.txt: .*no encoding .*gb18030"):
        read_bytes(b"abc", name="a.txt", encoding=encoding)


def replaced(text: str) -> tuple[tuple[int, int], ...]:
    """The runs of U+FFFD in `text`."""
    edges = [at for at in range(len(text) + 1) if (text[at - 1 : at] == "\ufffd") != (text[at : at + 1] == "\ufffd")]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


ANY_BYTES = st.one_of(
    st.binary(max_size=64),
    st.text(max_size=24).map(lambda text: text.encode("utf-8", "replace")),
    st.tuples(st.sampled_from(LINES), st.sampled_from(["utf-8", "gbk", "utf-16-le"]), st.binary(max_size=4)).map(
        lambda parts: parts[0].encode(parts[1])[:-1] + parts[2]
    ),
    st.tuples(st.sampled_from([codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE]), st.binary(max_size=24)).map(
        b"".join
    ),
)


@given(ANY_BYTES, st.sampled_from([None, "utf-8", "gbk", "big5", "utf-16", "utf-32", "hz", "iso2022_jp", "cp1252"]))
@example(b"\xef\xbf\xbd\xff", None)
@example(b"\xff\xfe\x00\xd8", None)
def test_any_bytes_are_text_or_refused(data: bytes, encoding: str | None) -> None:
    try:
        source = read_bytes(data, name="a.txt", encoding=encoding)
    except SourceError:
        return
    source.text.encode()
    assert source.size == len(data)
    spans = source.bad_bytes
    assert all(start < end and set(source.text[start:end]) == {"\ufffd"} for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert source.encoding is not None
    real = data.decode(source.encoding, "ignore").count("\ufffd")
    assert source.text.count("\ufffd") == real + sum(end - start for start, end in spans)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
    st.sampled_from(["utf-8", "utf-16-le", "gb18030"]),
)
def test_text_comes_back_from_its_encoding(text: str, codec: str) -> None:
    data = text.encode(codec)
    try:
        source = read_bytes(data, name="a.txt", encoding=codec)
    except SourceError:
        assert not text.replace("\ufeff", "").strip()
        return
    assert (source.text, source.bad_bytes) == (text.removeprefix("\ufeff"), ())
