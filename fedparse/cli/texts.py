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
with --format jsonl. So does an archive (zip, tar) or a table (xlsx,
csv), which holds several documents. What cannot be read is named on
stderr, and the others are still done. For a folder: fedparse batch.
一个文件输出一个对象；多个文件、压缩包或表格输出数组
（jsonl 为每行一个）。整个文件夹请用 fedparse batch。

\b
  fedparse extract report.docx
  fedparse extract *.txt 2019.zip --format jsonl --output all.jsonl
  fedparse extract table.xlsx --column 正文
  cat report.txt | fedparse extract -
"""
PATHS = _two("Reports of any format; - reads stdin.", "各种格式的总结；- 表示标准输入。")
PATH = _two("A report; - reads stdin.", "工作总结文件；- 表示标准输入。")
OUTPUT = _two("Write here, not to stdout, once complete.", "写入文件（完成后才替换）。")
FORMAT = _two("json or jsonl (a line a document).", "json，或 jsonl（每行一份）。")
WITH_TEXT = _two("Put the source text into the output.", "输出中附上原文。")
YEAR = _two("The year the report is about.", "指定总结所属年份。")
ENCODING = _two("Codec of the files, as gb18030.", "指定文件编码，如 gb18030。")
RULES_DIR = _two("A rule pack of your own.", "使用指定目录中的规则。")
ONLY = _two("Only these mentions, as dates,money.", "只提取所列类型，如 dates,money。")
QUIET = _two("No progress bar, no summary.", "不显示进度和小结。")

FACTS_SHORT = "The table of facts, and sums  事实表与汇总"
FACTS = """\b
Write what was done, to what, how many, under which programme and
when, one row a figure; with --group-by, what they add up to.
Nothing is counted twice: parts of a total, rates, repeated reports
and targets are kept apart. Folders are gone through.
列出每个数字: 做了什么、对象、项目、时间; 用 --group-by 汇总。
不重复计算: 其中的数、每……的数、重复的总结、计划数都分开。

\b
  fedparse facts report.txt
  fedparse facts reports/ --program 双学双比 --format csv -o f.csv
  fedparse facts reports/ --group-by program,year
"""
FACT_PATHS = _two("Reports of any format, or folders; - reads stdin.", "总结文件或文件夹；- 表示标准输入。")
FACT_FORMAT = _two("Else as the name of --output says, or a table.", "默认看输出文件名，否则为表格。")
GROUP_BY = _two(
    "Sums by these: program year date document report\nreport_organization organization section heading.",
    "按这些汇总，如 program,year。",
)
PROGRAM = _two("Only this programme, or an alias; repeatable.", "只看某项目（别名也可）；可重复。")
FACT_YEAR = _two("Only facts of this year; repeatable.", "只看某一年的事实；可重复。")
ROLE = _two(
    "Only money of this role: investment raised relief\ndonation loan income sales value fee price other.",
    "只看某类金额，如 relief；可重复。",
)
STATUS = _two("Only what was done, or only targets.", "只看已做的或计划的。")
ITEM = _two("Only what counts this noun; repeatable.", "只看某一对象；可重复。")
NO_FACTS = "there are no such facts; fewer filters may show some"
NO_PROGRAM = "there are no facts of `{name}`; there are some of {others}"
LEFT_OUT = "not added, so that nothing is counted twice or mixed: {reasons}"

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
PACK = _two(
    "A pack; else that of the project, this folder\nif it is one, or the built-in one.",
    "规则目录；默认为项目配置的、当前目录的或内置的。",
)
REPORT_FORMAT = _two("text json sarif junit github markdown; repeatable.", "输出格式，可重复。")
REPORT_OUTPUT = _two("A file for each --format, in their order.", "各输出格式写入的文件，按顺序。")
LANG = _two("en or zh; else that of the locale.", "语言；默认随系统。")
RULE_ID = _two("Only rules whose id has this in it.", "只运行 id 含此内容的规则。")

# rules check
CHECK_SHORT = "Say what is wrong in packs  检查规则包"
CHECK = """\b
Say what is wrong in rule packs, each fault at its line and
column: form, patterns, examples, rules that never win, ties,
patterns that take too long, untidy files.
检查规则包，指出每处问题的行和列：格式、模式、示例、
不起作用的规则、相持不下的规则、过慢的模式、文件格式。

\b
  fedparse rules check
  fedparse rules check my-pack other-pack --fix
  fedparse rules check my-pack --ignore FED058

\b
In a file, say why a finding is meant:
在文件中说明某处问题是有意的：
  # fedparse-ignore FED066: the order is on purpose
"""
FIX = _two("Mend what is safe to mend.", "自动修正可以安全修正的问题。")
IGNORE_CODE = _two("Do not tell this finding, as FED058.", "不报告该代码，如 FED058；可重复。")

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

# Explain

EXPLAIN_SHORT = "Why a rule fired, and why not  规则为何命中或不中"
EXPLAIN = """\b
Say why each mention of a text was made, what came to nothing and
why; with --rule, how far one rule came, and what it lacks.
说明文中每个结果由哪条规则认出、哪些没有结果及其原因；
加 --rule 则说明某条规则在哪一步不符、差在哪里。

\b
In a sentence 【】 marks what you expected. FILE:LINE is a line of
a file, read in its context; FILE alone is the whole file.
句子里可用【】标出应当认出的内容；FILE:LINE 为文件的某一行。

\b
  fedparse rules explain '救助儿童【23名｜23】,发放3000元'
  fedparse rules explain report.txt:12
  fedparse rules explain '坚持一手抓发展' --rule count.measure
"""
EXPLAINED = _two("A sentence, a file, or a line of it.", "一句话、一个文件或其中一行。")
EXPLAINED_RULE = _two("Every step of this rule.", "说明这条规则的每一步。")

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


# What a change of rules changes, and how good rules are
DIFF_SHORT = "What a change of rules changes  比较规则版本"
DIFF = """\b
Parse a corpus with two packs, say what is gained, lost or other.
用新旧两版规则解析同一批文本，列出增、减和变化。

\b
OLD and NEW: a pack directory, a git revision (main, HEAD~1,
v1.2:patterns) or a file written by --save.
OLD 和 NEW：规则目录、git 版本，或 --save 写的文件。

\b
  fedparse rules diff main HEAD --corpus reports
  fedparse rules diff HEAD patterns --corpus a.txt --fail-on lost
"""
DIFF_OLD = _two("Directory, git revision or saved file.", "规则目录、git 版本或已存文件。")
DIFF_NEW = _two("The same, to compare with.", "要比较的另一版，写法相同。")
CORPUS = _two("A text, or a directory of .txt; repeatable.", "文本或含 .txt 的目录，可重复。")
FAIL_ON = _two("gained, lost, changed, value, span, rule.", "出现这些变化即算错误。")
DIFF_BASELINE = _two("Changes that are accepted; others are errors.", "已认可的变化；其余均算错误。")
SAVE_BASELINE = _two("Write the changes as accepted ones.", "把这些变化记为已认可。")
SAVE_READINGS = _two("Save what NEW makes, to compare later.", "保存 NEW 的结果，供日后比较。")
LIMIT = _two("Changes shown; JSON has all.", "最多显示的变化数；JSON 为全部。")
JOBS = _two("Processes; else as many as it pays.", "进程数；默认自动。")
EVAL_SHORT = "Score the rules on gold files  评测准确率"
EVAL = """\b
Precision, recall and F1 against gold files (NAME.txt and NAME.tsv).
对照人工标注计算准确率、召回率和 F1。

\b
  fedparse rules eval --gold tests/gold
  fedparse rules eval --gold gold --min-f1 0.95 --min-f1 date=0.98
  fedparse rules eval --gold gold -k fact --min-f1 fact.item=0.92
"""
GOLD = _two("A directory of gold files; repeatable.", "标注文件目录，可重复。")
MIN_F1 = _two(
    "Least F1 of all mentions, or TYPE=F1; fact.FIELD: least share right.",
    "F1 下限，或 类型=下限；fact.字段=正确率下限。",
)
EVAL_BASELINE = _two("Saved figures; a lower one is an error.", "已存指标；低于它即算错误。")
SAVE_FIGURES = _two("Save the figures.", "保存指标。")
EVAL_TYPE = _two("Only types whose name has this in it.", "只评测名称含此内容的类型。")
EVAL_LIST = _two("List misses, extras and wrong values.", "列出漏识、误识和取值错误。")
EVAL_RIGHT = _two("List what is right too.", "同时列出正确的。")

# rules test
TEST_SHORT = "Run the examples of the rules  运行规则示例"
TEST = """\b
Run every example and counter-example of the rules, the examples
of the macros and the golden documents of a pack, with pytest.
运行规则和宏的示例、反例，以及规则包的样本文档。

\b
  fedparse rules test patterns -k money
  fedparse rules test patterns --forms --format junit -o test.xml
  fedparse rules test patterns --coverage --min 95
  fedparse rules test patterns -- --durations=5

\b
What stands behind -- goes to pytest.
-- 之后的参数交给 pytest。
"""
FIRST = _two("Stop at the first that fails.", "遇到第一个不成立的就停。")
FORMS = _two("Retry each in other forms: full-width, wrapped …", "换全角、换行等写法再试。")
ALL_EXAMPLES = _two("Also those of the packs that it extends.", "也运行所继承规则包的示例。")
WORKERS = _two("Processes (a number or auto); pytest-xdist.", "进程数或 auto；需 pytest-xdist。")
COVERED = _two("Also say what the examples reach.", "同时统计示例覆盖率。")
UPDATE = _two("Accept what the documents come to now.", "接受样本文档现在的全部结果。")
REVIEW = _two("Ask about each difference of a document.", "逐项询问样本文档的差异。")
ASK = "  accept, reject, skip, quit 接受、拒绝、跳过、退出 [a/r/s/q]? "

# rules: files, lists, drafts

ONLY_CHECK = _two("Write nothing; say what would change.", "只检查，不写文件。")
WRITE_INTO_PACK = _two("Write it into the pack.", "写入规则目录。")
FMT_SHORT = "Lay out the files of a pack alike  统一规则文件写法"
FMT = """\b
Bring the files of a pack, or one file, into their canonical form:
order of keys, empty lines, arrays, quotes, line ends. Comments are
kept, and what the files say does not change.
统一规则文件的写法：键的顺序、空行、数组、引号、换行。
保留注释，不改变内容。

\b
  fedparse rules fmt rules/
  fedparse rules fmt rules/ --check
"""
LOCK_SHORT = "Hash the rules with their version  锁定规则版本"
LOCK = """\b
Write rules.lock: a hash of what each rule, macro and word list does,
with the version of the pack. With --check: a rule that has changed
under a version that has not is an error. A version that ends in
.dev0 may change; raise it for a release, then lock.
写入 rules.lock：每条规则、宏和词表的哈希，以及版本号。
--check 检查规则改了而版本号没改的情况。以 .dev0 结尾的
开发版本可随时改动；发布时提高版本号再锁定。

\b
  fedparse rules lock rules/
  fedparse rules lock rules/ --check
"""
LOCK_FORCE = _two("Lock though the version is the same.", "版本号未变也重新锁定。")
RULE_SCHEMA_SHORT = "JSON Schema of the rule files  规则文件的 JSON Schema"
RULE_SCHEMA = """\b
Print the JSON Schema (2020-12) of a rule file, of macros.toml or of
pack.toml, for editors; --write puts all three into schema/.
输出规则文件、macros.toml 或 pack.toml 的 JSON Schema，
供编辑器使用；--write 写入 schema/。

\b
  fedparse rules schema --of pack
  fedparse rules schema rules/ --write
"""
SCHEMA_OF = _two("Of which file.", "哪种文件。")
README_SHORT = "Overview of a pack as Markdown  生成规则说明"
README = """\b
Print an overview of a pack: its rules by kind with an example each,
its macros and word lists. --write puts it into README.md.
输出规则包的概览：各类规则及示例、宏和词表。
--write 写入 README.md。
"""
LIST_SHORT = "The rules of a pack as a table  列出规则"
LIST = """\b
List the rules of a pack: id, kind, title, status, examples and
counter-examples, place.
列出规则：编号、类型、名称、状态、示例数、位置。

\b
  fedparse rules list --kind money
  fedparse rules list rules/ -k count. --format json
"""
LIST_KIND = _two("Only rules of this kind, as money.", "只列这种类型，如 money。")
LIST_STATUS = _two("Only rules with this status.", "只列这种状态。")
SHOW_RULE_SHORT = "All about one rule  查看一条规则"
SHOW_RULE = """\b
Show a rule as it is written, the macros and word lists it uses, and
which rules it wins over or loses against.
查看一条规则的写法、用到的宏和词表，以及它与其他规则的先后。

\b
  fedparse rules show money.amount
  fedparse rules show money.amount --rules rules/ --effective
"""
SHOW_RULE_ID = _two("The id of a rule, as money.amount.", "规则编号，如 money.amount。")
EFFECTIVE = _two("After packs are merged, patterns expanded.", "合并规则包、展开模式之后的样子。")
NEW_SHORT = "Draft a rule from a sentence  根据例句拟规则"
NEW = """\b
Draft a rule from sentences in which 【】 marks what it is to find and
｜ sets off the value. Each draft is run through the whole pipeline:
only one that holds is shown, with what it would break.
根据例句拟一条规则：【】标出要识别的内容，｜后面是值。
拟出的规则在完整流程中验证之后才输出。

\b
  fedparse rules new count --from "发放【30提｜30 unit=提】"
  fedparse rules new guard --from "荣获【3星】称号" --not "3星期"
"""
NEW_KIND = _two("The kind of rule, as count.", "规则类型，如 count。")
NEW_FROM = _two("A sentence with marks; repeatable.", "带标记的例句，可重复。")
NEW_NOT = _two("A sentence to be left alone; repeatable.", "不应识别的反例，可重复。")
NEW_ID = _two("The id of the rule.", "规则编号。")
NEW_ANCHOR = _two("number, a lexicon or a macro to start from.", "起点：number、词表或宏。")


COMPLAINT = "fedparse: {sentence}"
BUG = "internal error{where}: {error}. This is a bug: run again with --debug to see where."
BUG_SHOWN = "internal error{where}: {error}. This is a bug."
INTERRUPTED = "interrupted."
FAILED = "{failed} of {total} inputs could not be done."

# Tables, for `extract`
COLUMN = _two("Column of a table with the texts; repeatable.", "表格中正文所在列（标题或字母），可重复。")

# batch

BATCH_SHORT = "Convert a whole archive  批量转换档案"
BATCH = """\b
Convert every report of an archive to JSON and tables in DIR.
A file that cannot be read costs that file alone, and is named
with its reason. Ctrl-C stops; the same command goes on.
把整批总结转换成 JSON 和表格，写入 DIR。读不了的文件会列出
原因，不影响其他文件。Ctrl-C 停止；再运行同一条命令即继续。

\b
INPUT: files, folders, patterns ("2019/**/*.doc"); - reads a list
of paths from stdin. Word, WPS, PDF, HTML, RTF, ODT, text; tables
(with --column) and ZIP or tar archives of them.
INPUT：文件、文件夹、通配符；- 表示从标准输入读文件清单。

\b
  fedparse batch archive --out results
  fedparse batch archive --out results --to sqlite,xlsx
  find . -name '*.txt' -print0 | fedparse batch - -0 --out results
"""
BATCH_INPUTS = _two("Files, folders, patterns; - a list on stdin.", "文件、文件夹、通配符；- 为清单。")
BATCH_OUT = _two("Where the results go; made if need be.", "结果目录，没有则新建。")
BATCH_TO = _two("jsonl csv xlsx sqlite parquet; with commas.", "输出格式，逗号分隔；默认 jsonl。")
BATCH_FILES_FROM = _two("A list of paths, one a line; - is stdin.", "文件清单，每行一个；- 为标准输入。")
BATCH_NULL = _two("NUL stands between the paths of a list.", "清单以 NUL 字符分隔。")
BATCH_WORKERS = _two("Processes; else one a processor.", "进程数；默认每个处理器一个。")
BATCH_TIMEOUT = _two("The most one file may take; else 60.", "单个文件的时限（秒），默认 60。")
BATCH_MAX_MEMORY = _two("The most a process may take; else 2G.", "每个进程的内存上限，默认 2G。")
BATCH_DEDUPE = _two("exact (if not given), near, off.", "重复文件：相同、近似、不查。")
BATCH_RESUME = _two("Take over what earlier runs did, or not.", "是否沿用以前的结果，默认沿用。")
BATCH_RETRY_FAILED = _two("Try again what failed before.", "重试以前失败的文件。")
BATCH_FAIL_FAST = _two("Stop at the first that fails.", "遇到第一个失败就停。")
BATCH_DRY_RUN = _two("Only say what would be done.", "只说明将做什么，不写文件。")
BATCH_SUMMARY = _two("The report as .html .md .json; repeatable.", "另存小结：.html .md .json，可重复。")
BATCH_EXPLAIN_CHANGES = _two("List the figures that new rules changed.", "列出规则改动引起的数值变化。")
BATCH_YEAR_FROM = _two("The year in file or folder names counts.", "以文件名或文件夹名中的年份为准。")
BATCH_COLUMN = _two("A column, by heading or letter; repeatable.", "表格中的列（列名或字母），可重复。")
BATCH_QUIET = _two("Nothing but errors.", "只显示错误。")
