"""What `fedparse rules …` calls: checks of a pack and runs of its examples."""

from fedparse.ruletools.check import MacroExample, check, macro_examples
from fedparse.ruletools.checkup import check_packs
from fedparse.ruletools.run import RuleExample, rule_examples, run_example, verdict

__all__ = [
    "MacroExample",
    "RuleExample",
    "check",
    "check_packs",
    "macro_examples",
    "rule_examples",
    "run_example",
    "verdict",
]
