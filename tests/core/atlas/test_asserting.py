"""An actor's account of an atlas: its own word, what it confirms, and what nobody claims."""

from typing import Any

import pytest

from tests.core.diagnosis.towns import hold, make_atlas, survey, tie
from weft.core.atlas import Atlas
from weft.core.atlas.asserting import NoReadingError, assume, list_readers


def stand(actor: str, stands: str) -> dict[str, str]:
    return {"actor": actor, "stand": stands}


def make(*, surveys: list[dict[str, Any]] | None = None, **more: Any) -> Atlas:
    """A competence that the city asserts, one of nobody in particular, and what is given."""
    said = hold("city", id="said", asserted_by="city", **more)
    common = hold("state", id="common")
    return make_atlas(competences=[said, common], surveys=surveys or [])


def list_ids(atlas: Atlas) -> set[str]:
    return {each.id for each in atlas.competences}


def test_what_an_actor_asserts_and_what_nobody_claims_stays() -> None:
    assert list_ids(assume(make(), "city")) == {"said", "common"}


def test_what_somebody_else_asserts_stays_only_if_confirmed() -> None:
    atlas = make(positions=[stand("region", "confirms"), stand("state", "disputes")])
    assert "said" in list_ids(assume(atlas, "region"))
    other = make_atlas(competences=[
        hold("city", id="said", asserted_by="city"),
        hold("state", id="own", asserted_by="state"),
    ])  # fmt: skip
    assert list_ids(assume(other, "state")) == {"own"}


def test_what_an_actor_disputes_goes_though_nobody_in_particular_asserts_it() -> None:
    common = hold("state", id="common", positions=[stand("city", "disputes")])
    assert list_ids(assume(make_atlas(competences=[common]), "city")) == set()


def test_what_an_actor_vouches_for_is_disputed_by_nobody_in_its_reading() -> None:
    positions = [stand("state", "disputes"), stand("region", "confirms")]
    atlas = make(positions=positions)
    for actor in ("city", "region"):
        (said,) = (each for each in assume(atlas, actor).competences if each.id == "said")
        assert said.disputed_by == ()
        assert [each.actor for each in said.positions] == ["region"]


def test_others_disputes_of_common_ground_stay() -> None:
    common = hold("state", id="common", positions=[stand("region", "disputes")])
    own = hold("city", id="own", asserted_by="city")
    atlas = assume(make_atlas(competences=[common, own]), "city")
    assert atlas.facts["common"].disputed_by == ("region",)


@pytest.mark.parametrize("listed", [["said"], None])
def test_a_survey_goes_with_a_fact_that_it_counts(listed: list[str] | None) -> None:
    """Otherwise what an actor has merely not confirmed would read as surveyed and absent."""
    counted = survey("competences", id="count", **({"found": listed} if listed else {}))
    atlas = make(surveys=[counted], positions=[stand("region", "confirms")])
    own = {"id": "own", **tie("Own", "exchange", "state", "city", asserted_by="state")}
    more = Atlas.model_validate({**dict(atlas), "mechanisms": [own]})
    assert assume(more, "city").surveys == atlas.surveys
    assert assume(more, "state").surveys == ()


def test_a_survey_that_names_a_fact_left_out_goes_whatever_it_is_of() -> None:
    own = tie("Own", "exchange", "state", "city", asserted_by="state")
    atlas = make(surveys=[survey("policies", id="count", found=["said"])])
    more = Atlas.model_validate({**dict(atlas), "mechanisms": [{"id": "own", **own}]})
    assert assume(more, "state").surveys == ()


def test_a_survey_of_something_else_stays() -> None:
    ties = survey("ties", id="ties")
    own = tie("Own", "exchange", "state", "city", asserted_by="state")
    atlas = make_atlas(
        competences=[hold("city", asserted_by="city")], mechanisms=[own], surveys=[ties]
    )
    assert [each.id for each in assume(atlas, "state").surveys] == ["ties"]


def test_actors_places_and_documents_all_stay() -> None:
    atlas = make()
    found = assume(atlas, "city")
    assert (found.actors, found.places, found.sources) == (
        atlas.actors,
        atlas.places,
        atlas.sources,
    )


def test_an_actor_without_a_word_has_no_reading() -> None:
    with pytest.raises(NoReadingError, match="Aid asserts, confirms and disputes nothing"):
        assume(make(), "aid")
    with pytest.raises(NoReadingError, match="there is no actor 'nowhere'"):
        assume(make(), "nowhere")


def test_readers_are_those_who_say_something_of_a_fact() -> None:
    atlas = make(positions=[stand("region", "confirms"), stand("aid", "disputes")])
    assert list_readers(atlas) == ("aid", "city", "region")
