"""Every sentence the help shows, in English and 中文, in one place.

A help text of an option is two lines, English and Chinese; no line is wider than 46 columns (a Chinese character takes
two), so that the whole help fits a terminal of 80. A backspace before a paragraph
tells the help formatter to keep its line ends.
"""


def _two(english: str, chinese: str) -> str:
    return f"\b\n{english}\n{chinese}"


APP = """\b
Parse Chinese work summaries into sections, dates, counts, money
and programmes, as checked JSON.
把妇联等单位的工作总结解析成结构化 JSON。
"""
APP_EPILOG = """\b
Exit codes 退出码:
  0  done  完成
  1  done, and something was found  有错误或读不了的文件
  2  wrong usage  用法错误
  3  the rules cannot be loaded  规则无法加载
  4  nothing to do  无事可做
  5  internal error  内部错误
"""
VERSION = _two("Show the version and exit.", "显示版本号。")
DEBUG = _two("Show the traceback of an internal error.", "出现内部错误时显示详细信息。")

EXTRACT_SHORT = "Read reports, write JSON  解析总结, 输出 JSON"
EXTRACT = """\b
Read reports, write JSON to stdout.
读取工作总结，输出 JSON。

\b
One PATH gives one object; several give an array, or a line each
with --format jsonl. A file that cannot be read is named on stderr,
and the others are still done.
一个文件输出一个对象；多个文件输出数组（jsonl 为每行一个）。

\b
  fedparse extract report.txt
  fedparse extract *.txt --format jsonl --output all.jsonl
  cat report.txt | fedparse extract -
"""
PATHS = _two("Reports; - reads stdin.", "工作总结文件；- 表示标准输入。")
PATH = _two("A report; - reads stdin.", "工作总结文件；- 表示标准输入。")
OUTPUT = _two("Write here, not to stdout, once complete.", "写入文件（完成后才替换）。")
FORMAT = _two("json or jsonl (a line a document).", "json，或 jsonl（每行一份）。")
WITH_TEXT = _two("Put the source text into the output.", "输出中附上原文。")
YEAR = _two("The year the report is about.", "指定总结所属年份。")
ENCODING = _two("Codec of the files, as gb18030.", "指定文件编码，如 gb18030。")
RULES_DIR = _two("A rule pack of your own.", "使用指定目录中的规则。")
ONLY = _two("Only these mentions, as dates,money.", "只提取所列类型，如 dates,money。")
QUIET = _two("No progress bar, no summary.", "不显示进度和小结。")

SHOW_SHORT = "Show one file for people  在终端查看解析结果"
SHOW = """\b
Show what a file holds: its sections, facts, mentions and text.
查看章节、事实、提及和原文。

\b
  fedparse show report.txt
  fedparse show report.txt --section 2.1 --type money,counts
"""
SECTION = _two("Only this section, as 2.1.", "只看某一节，如 2.1。")
REPORT = _two("Only this report of the file, as r2.", "只看文件中的某一篇，如 r2。")
TYPE = _two("Only these mentions, as money,counts.", "只看所列类型，如 money,counts。")

SCHEMA_SHORT = "Print the JSON Schema  输出 JSON Schema"
SCHEMA = """\b
Print the JSON Schema (2020-12) of a document.
输出文档结构的 JSON Schema。
"""

VALIDATE_SHORT = "Check JSON against the contract  检查 JSON"
VALIDATE = """\b
Check JSON or JSON Lines: the schema, then spans, surfaces, ids
that point nowhere and ranges. Each fault is a line with its place.
检查 JSON / JSONL：结构、位置、引用和数值范围。
"""
FILES = _two("Output of extract; - reads stdin.", "extract 的输出；- 表示标准输入。")
MAX_FAULTS = _two("Faults printed per file; the rest is counted.", "每个文件最多列出的错误数。")

RULES = "Check and test rule packs  检查和测试规则"
CHECK_SHORT = "Load a pack, say what is wrong  检查规则文件"
CHECK = """\b
Load a rule pack and say what is wrong in it: file:line:column.
检查规则文件，指出错误所在的行和列。
"""
PACK = _two("Directory of a pack; else the built-in one.", "规则目录；默认为内置规则。")
REPORT_FORMAT = _two("text json sarif junit github markdown; repeatable.", "输出格式，可重复。")
REPORT_OUTPUT = _two("A file for each --format, in their order.", "各输出格式写入的文件，按顺序。")
LANG = _two("en or zh; else that of the locale.", "语言；默认随系统。")
RULE_ID = _two("Only rules whose id has this in it.", "只运行 id 含此内容的规则。")

# rules coverage, rules mutate
COVERAGE_SHORT = "What the examples reach  示例覆盖率"
COVERAGE = """\b
Say which rules, alternatives and terms the examples
of a pack reach, and, with --corpus, what texts do.
统计示例（和语料）用到了哪些规则、分支和词。
"""
COVERAGE_CORPUS = _two("Texts to look at too; repeatable.", "另外统计的语料，可重复。")
COVERAGE_MIN = _two("Fail below N % of the alternatives.", "分支覆盖率低于 N % 即失败。")
MUTATE_SHORT = "What the examples would not notice  变异测试"
MUTATE = """\b
Change the rules one small thing at a time and say
which changes no example notices, with lines to add.
每次改动规则的一处，列出示例发现不了的改动和该补的行。
"""
MUTATE_MIN = _two("Fail when under N % are noticed.", "发现率低于 N % 即失败。")
MUTATE_JOBS = _two("Processes; else one a processor.", "进程数；默认每个处理器一个。")

# The pages of the codes

EXPLAIN_CODE_SHORT = "What a code means  解释诊断代码"
EXPLAIN_CODE = """\b
Show what a code of a finding means, and what to do.
解释诊断代码的含义和处理办法。

\b
  fedparse rules explain-code FED001
  fedparse rules explain-code --all
"""
CODES = _two("Codes, as FED001.", "诊断代码，如 FED001。")
ALL_CODES = _two("List every code.", "列出全部代码。")
CODES_FORMAT = _two("text, or markdown (with --all: every page).", "text，或 markdown（含全部说明）。")

# rules test
TEST_SHORT = "Run the examples of the rules  运行规则示例"
TEST = """\b
Run every example and counter-example of the rules, the examples
of the macros and the golden documents of a pack, with pytest.
运行规则和宏的示例、反例，以及规则包的样本文档。

\b
  fedparse rules test patterns -k money
  fedparse rules test patterns --forms --format junit -o test.xml
  fedparse rules test patterns -- --durations=5

\b
What stands behind -- goes to pytest.
-- 之后的参数交给 pytest。
"""
FIRST = _two("Stop at the first that fails.", "遇到第一个不成立的就停。")
FORMS = _two("Retry each in other forms: full-width, wrapped …", "换全角、换行等写法再试。")
ALL_EXAMPLES = _two("Also those of the packs that it extends.", "也运行所继承规则包的示例。")
WORKERS = _two("Processes (a number or auto); pytest-xdist.", "进程数或 auto；需 pytest-xdist。")
UPDATE = _two("Accept what the documents come to now.", "接受样本文档现在的全部结果。")
REVIEW = _two("Ask about each difference of a document.", "逐项询问样本文档的差异。")
ASK = "  accept, reject, skip, quit 接受、拒绝、跳过、退出 [a/r/s/q]? "

COMPLAINT = "fedparse: {sentence}"
BUG = "internal error{where}: {error}. This is a bug: run again with --debug to see where."
BUG_SHOWN = "internal error{where}: {error}. This is a bug."
INTERRUPTED = "interrupted."
FAILED = "{failed} of {total} inputs could not be done."
