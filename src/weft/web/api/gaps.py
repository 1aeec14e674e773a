"""What is wanting between the levels of a place, and who sits between whom, in the read API."""

from collections.abc import Iterable

from ninja import Query, Router
from pydantic import Field

from weft.core.atlas.records import Model
from weft.core.diagnosis import Setting
from weft.core.diagnosis.brokers import Brokerage
from weft.core.diagnosis.brokers.sayings import Speech, say_broker
from weft.core.diagnosis.gaps import GapReport, say_cell, say_gap, say_readiness
from weft.core.diagnosis.gaps.sayings import name_row
from weft.core.diagnosis.sentences import say_body
from weft.web.api.answering import Request, offer
from weft.web.api.asking import Area, require
from weft.web.api.diagnoses import Asked, RestsOn, Sentence, read_setting
from weft.web.diagnosis.facts import Insight, read_brokerage, read_gaps
from weft.web.observatory.facts import find_token
from weft.web.site.provenance import count_facts

router = Router(tags=["diagnosis"])


class GapsAnswer(Model):
    """What is wanting between the levels; no report where the pair of levels does not apply."""

    setting: Setting
    report: GapReport | None
    reason: str | None = Field(description="Why there is no report")
    sentences: tuple[Sentence, ...]
    rests_on: RestsOn


class BrokersAnswer(Model):
    """Who sits between whom at a place, and who could bring together those who act alone."""

    brokerage: Brokerage
    sentences: tuple[Sentence, ...]
    rests_on: RestsOn


@offer(router, "/places/{place}/gaps/{area}", GapsAnswer, also=find_token)
def show_gaps(request: Request, place: str, area: Area, asked: Query[Asked]) -> GapsAnswer:
    """What is wanting between the levels in a policy area of a place, and what may help."""
    insight = read_setting(request.view, place, area, asked.on)
    diagnosis = insight.diagnosis
    report = read_gaps(request.view, diagnosis.setting) if diagnosis.applicable else None
    return GapsAnswer(
        setting=diagnosis.setting,
        report=report,
        reason=None if report else say_body(insight.atlas, diagnosis, asked.language),
        sentences=tuple(_say_gaps(insight, report, asked.language)) if report else (),
        rests_on=count_facts(insight.atlas),
    )


def _say_gaps(insight: Insight, report: GapReport, language: str) -> Iterable[Sentence]:
    atlas = insight.atlas
    for gap in report.gaps:
        yield Sentence(about=gap.code, text=say_gap(atlas, gap, language), facts=gap.facts)
    for cell in report.cells:
        about = f"{cell.code} {cell.role}"
        yield Sentence(about=about, text=say_cell(atlas, cell, language), facts=cell.facts)
    for each in report.readiness:
        said = say_readiness(atlas, each, language)
        yield Sentence(about=each.code, text=said, facts=each.facts)
    for challenge in report.challenges:
        said = name_row(challenge.code, language)
        yield Sentence(about=challenge.code, text=said, facts=challenge.facts)


@offer(router, "/places/{place}/brokers", BrokersAnswer)
def show_brokers(request: Request, place: str, asked: Query[Asked]) -> BrokersAnswer:
    """Who sits between whom at a place, over all policy areas."""
    require(request.view, "places", place)
    day = asked.on or request.view.find_day(place)
    brokerage = read_brokerage(request.view, place, day)
    atlas = request.view.find_part(place)
    speech = Speech(atlas, asked.language)
    return BrokersAnswer(
        brokerage=brokerage,
        sentences=tuple(
            Sentence(about=each.actor, text=say_broker(speech, each), facts=each.mechanisms)
            for each in brokerage.brokers
            if each.pairs
        ),
        rests_on=count_facts(atlas),
    )
