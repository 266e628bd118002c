"""What `fedparse rules …` calls: checks of a pack and runs of its examples."""

from fedparse.ruletools.check import check
from fedparse.ruletools.run import ExampleResult, run_example, run_examples

__all__ = ["ExampleResult", "check", "run_example", "run_examples"]
