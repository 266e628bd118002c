"""`fedparse rules check`: several packs at once, what is wrong in each, what is mended, and what is left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fedparse.codes import codes
from fedparse.messages import message
from fedparse.packfiles import in_order
from fedparse.packs import default_pack_path
from fedparse.ruletools.check import Report, examine
from fedparse.ruletools.fixes import Mended, mend
from fedparse.ruletools.outcome import Case, Outcome
from fedparse.ruletools.own import OwnParts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from fedparse.errors import Fault
    from fedparse.messages import Message
    from fedparse.packs import Rule

_ROUNDS = 4
"""So many times a pack is looked at anew for what the fixes before have uncovered."""


def check_packs(paths: Sequence[Path] = (), *, fix: bool = False, ignore: Collection[str] = ()) -> Outcome:
    """Looks at the packs in some directories (at the built-in one without); a broken one hides no other.

    Args:
        paths: The directories.
        fix: Whether to mend what can be mended without changing what a pack does.
        ignore: Codes that are not told; each must be one that `suppress.not_to_ignore` has nothing against.
    """
    checked = [_check(root, fix=fix) for root in dict.fromkeys(paths or (default_pack_path(),))]
    faults = in_order(fault for report, _ in checked for fault in report.faults if fault.code not in ignore)
    return Outcome(
        verb="check",
        pack=", ".join(f"{report.pack.name} {report.pack.version}" for report, _ in checked if report.pack),
        checked=sum(report.files for report, _ in checked),
        summary=_summary(checked, faults),
        cases=[case for report, _ in checked for case in _cases(report, ignore)],
        faults=faults,
        data={"packs": [_data(report, mended) for report, mended in checked]},
    )


def _check(root: Path, *, fix: bool) -> tuple[Report, Mended]:
    report, mended = examine(root), Mended()
    for _ in range(_ROUNDS if fix else 0):
        done = mend(root, report.faults, mended.refused)
        mended = Mended(mended.faults + done.faults, done.refused)
        if not done.faults:
            break
        report = examine(root)
    return report, mended


def _own_rules(report: Report) -> Sequence[Rule]:
    return OwnParts(report.pack).rules if report.pack else ()


def _cases(report: Report, ignore: Collection[str]) -> Iterator[Case]:
    """A case for each rule that the pack has itself; what is wrong with no rule is in no case."""
    for rule in _own_rules(report):
        spot = rule.written[-1].spot.at("id")
        place = spot.place()
        found = tuple(fault for fault in report.faults if fault.rule == rule.id and fault.code not in ignore)
        yield Case(spot.path, rule.id, spot.path, place.line, place.column, found)


def _summary(checked: Sequence[tuple[Report, Mended]], faults: Sequence[Fault]) -> Message:
    levels = Counter(codes()[fault.code].level for fault in faults)
    rules = sum(len(_own_rules(report)) for report, _ in checked)
    said = message("rules checked: {rules}; nothing wrong", rules=rules)
    packs = [report.pack for report, _ in checked if report.pack]
    if faults:
        said = message(
            "rules checked: {rules}; errors: {errors}, warnings: {warnings}",
            rules=rules,
            errors=levels["error"],
            warnings=levels["warning"],
        )
    if len(packs) == len(checked) == 1:
        said = message("{name} {version}: {said}", name=packs[0].name, version=packs[0].version, said=said)
    ignored = sum(len(report.ignored) for report, _ in checked)
    if ignored:
        said = message("{said}; ignored by comments: {count}", said=said, count=ignored)
    fixed = sum(mended.faults for _, mended in checked)
    if fixed:
        said = message("{said}; fixed: {count}", said=said, count=fixed)
    refused = [path for _, mended in checked for path in mended.refused]
    if refused:
        said = message("{said}; put back, as rules would have changed: {files}", said=said, files=", ".join(refused))
    return said


def _data(report: Report, mended: Mended) -> dict[str, object]:
    pack = report.pack
    return {
        "path": str(report.root),
        "name": pack.name if pack else None,
        "version": pack.version if pack else None,
        "usable": report.is_usable,
        "rules": len(_own_rules(report)),
        "files": report.files,
        "faults": dict(sorted(Counter(fault.code for fault in report.faults).items())),
        "ignored": dict(sorted(Counter(fault.code for fault in report.ignored).items())),
        "fixed": mended.faults,
        "put_back": list(mended.refused),
    }
