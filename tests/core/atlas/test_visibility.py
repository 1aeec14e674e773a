"""What everybody may see: the rest leaves no word behind, and makes nothing public untrue."""

from typing import Any

import pytest

from weft.core.atlas import Atlas
from weft.core.atlas.visibility import keep_public

CLOSED = {"visibility": "place"}


def build(**sections: Any) -> Atlas:
    data: dict[str, Any] = {
        "places": [
            {"id": "land", "name": "Land", "levels": ["national"]},
            {"id": "town", "name": "Town", "levels": ["local"], "parent": "land"},
            {"id": "far", "name": "Far", "levels": ["local"], "parent": "land"},
        ],
        "sources": [{"id": "doc", "title": "Doc"}, {"id": "minutes", "title": "Minutes"}],
        "actors": [
            {"id": "city", "name": "City", "kind": "government", "place": "town"},
            {"id": "ghost", "name": "Ghost", "kind": "government", "place": "town", **CLOSED},
            {"id": "desk", "name": "Desk", "kind": "agency", "parent": "ghost",
             "networks": ["ghost"], "sources": [{"source": "doc"}]},
        ],
    }  # fmt: skip
    for section, records in sections.items():
        data[section] = [*data.get(section, []), *records]
    return Atlas.model_validate(data)


def tie(key: str, *members: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "name": key, "kind": "co_deciding_body", "areas": ["housing"],
            "members": [{"actor": each} for each in members], **more}  # fmt: skip


def survey(**more: Any) -> dict[str, Any]:
    return {"id": "survey", "name": "S", "place": "town", "areas": ["housing"],
            "closes": ["ties"], **more}  # fmt: skip


def test_an_atlas_without_secrets_is_itself():
    atlas = Atlas.model_validate(
        {"places": [{"id": "town", "name": "Town", "levels": ["local"],
                     "sources": [{"source": "doc"}]}],
         "sources": [{"id": "doc", "title": "Doc"}, {"id": "minutes", "title": "Minutes"}],
         "actors": [{"id": "city", "name": "City", "kind": "government", "place": "town",
                     "positions": [{"actor": "city", "stand": "confirms", "source": "minutes"}]}]}
    )  # fmt: skip
    assert keep_public(atlas) is atlas


def test_a_document_that_nothing_cites_is_not_shown():
    # It may have been cited by what is hidden, or withdrawn.
    assert keep_public(build()).sources == build().sources[:1]
    assert keep_public(Atlas(sources=build().sources)).sources == ()


def test_hidden_actors_leave_no_name_behind():
    shared = {"positions": [{"actor": "ghost", "stand": "confirms", "source": "minutes"}]}
    public = keep_public(
        build(
            competences=[{"id": "role", "holder": "city", "area": "housing", "role": "fund",
                          "basis": "de_jure", **shared}],
            mechanisms=[tie("body", "city", "ghost", initiator="ghost")],
            disputes=[{"id": "case", "name": "Case", "parties": ["city", "ghost"],
                       "areas": ["housing"], "kind": "dispute"}],
        )
    )  # fmt: skip
    text = public.model_dump_json()
    assert "ghost" not in text.lower()
    assert "minutes" not in text.lower()
    assert set(public.facts) == {"city", "desk", "role", "body"}


def test_what_an_actor_had_from_a_hidden_parent_stays_true():
    atlas = build()
    public = keep_public(atlas)
    assert public.actor_by_id["desk"].parent is None
    assert public.list_levels("desk") == atlas.list_levels("desk") == ("local",)
    assert public.find_territory("desk") == "town"


@pytest.mark.parametrize(
    ("agenda", "kept"),
    [(["city"], ("city",)), (["city", "ghost"], None), (["ghost"], None), ([], ()), (None, None)],
)
def test_a_list_of_who_alone_may_do_something_is_whole_or_not_known(agenda: Any, kept: Any):
    public = keep_public(build(mechanisms=[tie("body", "city", "ghost", agenda=agenda)]))
    assert public.facts["body"].agenda == kept


def test_a_tie_of_hidden_actors_only_is_hidden():
    public = keep_public(build(mechanisms=[tie("cabal", "ghost"), tie("unnamed")]))
    assert "cabal" not in public.facts
    assert "unnamed" in public.facts


@pytest.mark.parametrize(
    "asked",
    [
        {"found": ["hidden"]},
        {},  # what is recorded is all there is
        {"found": "nobody", "closes": ["coordinating_ties"]},
        {"place": "land"},
    ],
    ids=["lists it", "covers it", "denies it", "around it"],
)
def test_a_survey_that_would_be_untrue_without_hidden_facts_is_hidden(asked: dict[str, Any]):
    hidden = tie("hidden", "city", **CLOSED)
    public = keep_public(build(mechanisms=[hidden], surveys=[survey(**asked)]))
    assert public.surveys == ()


@pytest.mark.parametrize(
    "asked",
    [{"areas": ["health"]}, {"closes": ["policies"]}, {"place": "far"}],
    ids=["other area", "other kind", "other place"],
)
def test_a_survey_of_something_else_stays(asked: dict[str, Any]):
    hidden = tie("hidden", "city", **CLOSED)
    public = keep_public(build(mechanisms=[hidden], surveys=[survey(**asked)]))
    assert [each.id for each in public.surveys] == ["survey"]
