"""What a setting looks like with and without each fact that is disputed in it, for whoever brings
those who do not agree to one table."""

from collections.abc import Iterable

from weft.core.atlas.atlas import FACT_SECTIONS, Atlas
from weft.core.atlas.records import Fact, Model
from weft.core.diagnosis.diagnosis import diagnose
from weft.core.diagnosis.method import Method
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.verdict import Verdict

MOST = 4  # facts that are looked at: each costs two diagnoses


class Contest(Model):
    """A disputed fact, and the verdict if what is recorded holds: with the fact undisputed, and
    without it."""

    fact: str
    held: Verdict
    dropped: Verdict

    @property
    def matters(self) -> bool:
        """Whether the two give another answer."""
        return (self.held.kind, self.held.types) != (self.dropped.kind, self.dropped.types)


def find_contests(
    atlas: Atlas, setting: Setting, facts: Iterable[str], method: Method | None = None
) -> tuple[Contest, ...]:
    """The disputed ones among some facts of an atlas (those that bear on the setting), MOST of
    them; empty where the setting's pair does not apply."""
    disputed = [atlas.facts[key] for key in facts if atlas.facts[key].disputed_by][:MOST]
    found = []
    for fact in disputed:
        settled = fact.model_copy(
            update={"positions": tuple(x for x in fact.positions if x.stand != "disputes")}
        )
        verdicts = []
        for each in (settled, None):
            diagnosis = diagnose(_replace(atlas, fact, each), setting, method)[0]
            if not diagnosis.applicable:
                return ()
            verdicts.append(diagnosis.read("recorded").verdict)
        found.append(Contest(fact=fact.id, held=verdicts[0], dropped=verdicts[1]))
    return tuple(found)


def _replace(atlas: Atlas, fact: Fact, other: Fact | None) -> Atlas:
    """The atlas with another fact in place of one, or without it. A survey that found it stays:
    what is disputed was found."""
    fields = {name: getattr(atlas, name) for name in Atlas.model_fields}
    for section in FACT_SECTIONS:
        if fact in fields[section]:
            kept = (other if each is fact else each for each in fields[section])
            fields[section] = tuple(each for each in kept if each is not None)
    return Atlas.model_construct(**fields)
