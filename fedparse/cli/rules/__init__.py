"""`fedparse rules`: the tools for those who write rules."""

import typer

from fedparse.cli import texts
from fedparse.cli.rules.check import check
from fedparse.cli.rules.codes import explain_code
from fedparse.cli.rules.coverage import coverage
from fedparse.cli.rules.diff import diff
from fedparse.cli.rules.evaluate import evaluate
from fedparse.cli.rules.explain import explain
from fedparse.cli.rules.files import fmt, lock, readme, schema
from fedparse.cli.rules.listing import list_rules, show
from fedparse.cli.rules.mutate import mutate
from fedparse.cli.rules.new import new
from fedparse.cli.rules.test import TestCommand, run_tests

rules_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help=texts.RULES)

rules_app.command("new", help=texts.NEW, short_help=texts.NEW_SHORT)(new)
rules_app.command("check", help=texts.CHECK, short_help=texts.CHECK_SHORT)(check)
rules_app.command("test", cls=TestCommand, help=texts.TEST, short_help=texts.TEST_SHORT)(run_tests)
rules_app.command("explain", help=texts.EXPLAIN, short_help=texts.EXPLAIN_SHORT)(explain)
rules_app.command("list", help=texts.LIST, short_help=texts.LIST_SHORT)(list_rules)
rules_app.command("show", help=texts.SHOW_RULE, short_help=texts.SHOW_RULE_SHORT)(show)
rules_app.command("diff", help=texts.DIFF, short_help=texts.DIFF_SHORT)(diff)
rules_app.command("coverage", help=texts.COVERAGE, short_help=texts.COVERAGE_SHORT)(coverage)
rules_app.command("mutate", help=texts.MUTATE, short_help=texts.MUTATE_SHORT)(mutate)
rules_app.command("eval", help=texts.EVAL, short_help=texts.EVAL_SHORT)(evaluate)
rules_app.command("fmt", help=texts.FMT, short_help=texts.FMT_SHORT)(fmt)
rules_app.command("lock", help=texts.LOCK, short_help=texts.LOCK_SHORT)(lock)
rules_app.command("schema", help=texts.RULE_SCHEMA, short_help=texts.RULE_SCHEMA_SHORT)(schema)
rules_app.command("readme", help=texts.README, short_help=texts.README_SHORT)(readme)
rules_app.command("explain-code", help=texts.EXPLAIN_CODE, short_help=texts.EXPLAIN_CODE_SHORT)(explain_code)
