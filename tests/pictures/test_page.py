"""The page of the demo as text: what stands where, what stays out, and whose words are whose."""

import datetime as dt
import html
import re
from typing import Any

import pytest

from tests.pictures.portville import weave_portville
from weft.core.atlas import Atlas
from weft.core.atlas.visibility import keep_public
from weft.core.diagnosis import diagnose, list_settings, read_method
from weft.pictures.page import write_page

DAY = dt.date(2026, 3, 1)
REPORT = {
    "id": "report", "title": {"fr": "Rapport sur l'accueil"}, "publisher": "The Prefecture",
    "date": "2026-03-01", "language": "fr", "grade": "B",
}  # fmt: skip
HOSTILE = '<script>alert(1)</script> "it\'s" & <b>'


def write(atlas: Atlas) -> str:
    public, method = keep_public(atlas), read_method()
    found = diagnose(public, list_settings(public, fallback=DAY), method)
    return write_page(atlas, found, [], method)


def cite(paraphrase: Any = "The city does it.", **more: Any) -> list[dict[str, Any]]:
    return [{"source": "report", "locator": "Chapitre 2", "paraphrase": paraphrase, **more}]


def build(**sections: Any) -> Atlas:
    """A town of three facts, and more records by section."""
    data: dict[str, Any] = {
        "places": [
            {"id": "land", "name": "Land", "levels": ["national"]},
            {"id": "town", "name": "Town", "levels": ["local"], "parent": "land",
             "population": 12345},
        ],
        "sources": [REPORT],
        "actors": [
            {"id": "state", "name": "The State", "kind": "government", "place": "land"},
            {"id": "city", "name": "City of Town", "kind": "government", "place": "town"},
            {"id": "aid", "name": "Aid", "kind": "civil_society", "place": "town"},
        ],
        "competences": [
            hold("one", "city", "housing"),
            hold("two", "city", "health"),
            hold("three", "aid", "health"),
        ],
        "mechanisms": [tie("table", "Round table", "state", "city")],
    }  # fmt: skip
    for section, records in sections.items():
        data[section] = [*data.get(section, []), *records]
    return Atlas.model_validate(data)


def hold(key: str, holder: str, area: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "holder": holder, "area": area, "role": "deliver", "basis": "de_facto",
            "sources": cite(), **more}  # fmt: skip


def tie(key: str, name: Any, *members: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "name": name, "kind": "exchange", "areas": ["housing"],
            "members": [{"actor": each} for each in members], "sources": cite(),
            **more}  # fmt: skip


def find_entry(page: str, fact: str) -> str:
    """The one entry of a fact, as markup."""
    found = re.findall(rf'<li id="f-{fact}">.*?</li>', page, re.S)
    assert len(found) == 1, f"{fact} stands {len(found)} times"
    return found[0]


def read_text(markup: str) -> str:
    """Markup as it is read, without that of drawings."""
    markup = re.sub(r"<(svg|style)\b.*?</\1>", "", markup, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", markup))).strip()


def find_group(page: str, anchor: str) -> str:
    """The markup from a group's heading to the next heading."""
    return re.split(r"<h[2-4]", page.partition(f'id="{anchor}"')[2])[0]


def test_a_fact_names_title_publisher_date_heading_and_paraphrase():
    entry = find_entry(write(build()), "one")
    assert read_text(entry).startswith("1 City of Town: delivery in practice of housing.")
    assert "The city does it. Rapport sur l'accueil, The Prefecture, 2026-03-01" in read_text(entry)
    assert "under “Chapitre 2”" in read_text(entry)
    assert 'href="#source-report"' in entry


def test_words_of_a_document_keep_its_language():
    page = write(build())
    entry = find_entry(page, "one")
    assert '<bdi lang="fr" dir="ltr">Rapport sur l&#39;accueil</bdi>' in entry
    assert '<bdi lang="fr" dir="ltr">Chapitre 2</bdi>' in entry
    assert '<html lang="en">' in page


def test_names_in_another_script_carry_language_and_direction():
    name = {"ar": "مائدة مستديرة"}
    page = write(build(mechanisms=[tie("arabic", name, "state", "city")]))
    marked = '<bdi lang="ar" dir="rtl">مائدة مستديرة</bdi>'
    assert f"{marked}: two-way exchange" in find_entry(page, "arabic")
    # In the sentence about the setting too, not only in the list.
    assert f"State and City are joined by {marked}" in page


def test_an_unstated_language_still_gets_its_direction():
    page = write(build(mechanisms=[tie("arabic", "مائدة", "state", "city")]))
    assert '<bdi dir="rtl">مائدة</bdi>' in find_entry(page, "arabic")


def test_no_name_becomes_markup():
    page = write(
        build(
            places=[{"id": "bad", "name": HOSTILE, "levels": ["local"], "parent": "land"}],
            actors=[{"id": "bad-actor", "name": HOSTILE, "kind": "media", "place": "town"}],
            competences=[
                hold("bad-hold", "bad-actor", "data", note=HOSTILE, place="bad"),
                hold("bad-cite", "city", "data", sources=cite({"fr": HOSTILE}, locator=HOSTILE)),
            ],
            mechanisms=[tie("bad-tie", {"fr": HOSTILE}, "state", "bad-actor")],
        ).model_copy(update={"title": None, "licence": HOSTILE})
    )
    assert "<script" not in page
    assert page.count(html.escape("<script>alert(1)</script>")) > 10
    assert "it's&#34;" not in page  # neither half of a quote is left to end an attribute
    assert HOSTILE in read_text(find_entry(page, "bad-tie"))


def test_an_atlas_without_facts_says_what_to_do_first():
    page = write(Atlas.model_validate({"weft": 1}))
    assert "Nothing is recorded of any place below the State yet." in read_text(page)
    assert "so none is drawn" in read_text(page)
    assert "<article" not in page


def test_one_place_and_one_actor_are_enough():
    page = write(
        Atlas.model_validate(
            {
                "places": [{"id": "town", "name": "Town", "levels": ["local"]}],
                "actors": [{"id": "city", "name": "City", "kind": "government", "place": "town"}],
            }
        )
    )
    assert "<article" not in page
    assert read_text(find_entry(page, "city")).startswith("1 City: government, Town.")
    assert "No source is given." in find_entry(page, "city")


def test_a_disputed_fact_is_shown_as_such_with_who_and_why():
    position = {"actor": "state", "stand": "disputes", "reason": {"fr": "C'est à nous"}}
    page = write(build(competences=[hold("four", "city", "data", positions=[position])]))
    entry = find_entry(page, "four")
    assert '<span class="tag missing">disputed</span>' in entry
    assert "The State disputes this: C'est à nous" in read_text(entry)
    assert '<bdi lang="fr" dir="ltr">C&#39;est à nous</bdi>' in entry
    assert "They do not agree" in read_text(page)


def test_nothing_is_said_of_conflict_where_there_is_none():
    assert "They do not agree" not in read_text(write(build()))


def test_a_weak_source_asks_to_be_confirmed():
    page = write(build(competences=[hold("four", "city", "data", sources=cite(grade="C"))]))
    assert "to be confirmed" in find_entry(page, "four")
    assert "grade C" in find_entry(page, "four")
    assert "to be confirmed" not in find_entry(page, "one")


def test_what_does_not_hold_on_the_day_stands_apart():
    page = write(
        build(
            competences=[
                hold("past", "city", "data", until="2020"),
                hold("future", "city", "culture", **{"from": "2030"}),
            ]
        )
    )
    coming = read_text(find_group(page, "place-town--coming"))
    assert "Announced, or no longer in force on this day" in coming
    assert "until 2020" in coming
    assert "from 2030" in coming
    assert "until 2020" not in read_text(find_group(page, "place-town--roles"))


def test_what_is_not_public_stays_out():
    closed = {"visibility": "network"}
    atlas = build(
        sources=[{"id": "leak", "title": "Minutes of the closet", "date": "2026-03-01"}],
        actors=[
            {"id": "informer", "name": "Informer", "kind": "media", "place": "town", **closed}
        ],
        competences=[
            hold("whisper-1", "city", "culture", note="Whisper", **closed),
            hold("of-somebody", "informer", "culture"),
            hold("by-somebody", "city", "security", asserted_by="informer"),
            hold("whisper-2", "city", "diaspora", sources=[{"source": "leak"}], **closed),
            hold("contested", "city", "data",
                 positions=[{"actor": "informer", "stand": "disputes", "reason": "Whisper"}]),
        ],
        mechanisms=[
            tie("open-table", "Open table", "city", "state", "informer", initiator="informer"),
            tie("whisper-3", "Whisper table", "city", "state", **closed),
        ],
    )  # fmt: skip
    page = write(atlas)
    for word in ("informer", "whisper", "closet", "leak", "of-somebody", "by-somebody"):
        assert word not in page.lower()
    assert "between City of Town and The State" in read_text(find_entry(page, "open-table"))
    assert "disputed" not in find_entry(page, "contested")


def test_it_refuses_diagnoses_that_rest_on_what_is_not_public():
    atlas = build(competences=[hold("hidden", "city", "data", visibility="own")])
    method = read_method()
    found = diagnose(atlas, list_settings(atlas, fallback=DAY), method)
    with pytest.raises(ValueError, match=r"data in town .*\(hidden\); diagnose keep_public"):
        write_page(atlas, found, [], method)


def test_a_long_list_of_members_is_cut_in_the_sentence_and_whole_below():
    names = [f"Town {at}" for at in range(1, 15)]
    actors = [{"id": f"a-{at}", "name": each, "kind": "media"} for at, each in enumerate(names)]
    atlas = build(actors=actors, mechanisms=[
        tie("big", "Big table", "city", *(each["id"] for each in actors))
    ])  # fmt: skip
    entry = read_text(find_entry(write(atlas), "big"))
    assert "between City of Town, Town 1, Town 2, Town 3, Town 4 and 10 more." in entry
    assert "All 15: City of Town, Town 1, " in entry
    assert all(each in entry for each in names)


def test_a_fact_of_three_places_stands_once_apart():
    towns = [{"id": f"t{at}", "name": f"T{at}", "levels": ["local"], "parent": "land"}
             for at in range(3)]  # fmt: skip
    cities = [{"id": f"c{at}", "name": f"C{at}", "kind": "government", "place": f"t{at}"}
              for at in range(3)]  # fmt: skip
    own = [hold(f"own-{at}-{area.replace('_', '-')}", f"c{at}", area)
           for at in range(3) for area in ("health", "data", "culture", "housing")]  # fmt: skip
    atlas = build(places=towns, actors=cities, competences=own,
                  mechanisms=[tie("network", "Network", "c0", "c1", "c2")])  # fmt: skip
    page = write(atlas)
    assert page.index('id="shared"') < page.index('<li id="f-network"') < page.index('id="more"')
    # And each of the three leads there.
    assert page.count('<li class="see"><a href="#f-network">') == 3


def test_facts_are_numbered_in_the_order_of_reading():
    page = write(weave_portville())
    numbers = [int(each) for each in re.findall(r'<li id="f-[^>]*><p><b>(\d+)</b>', page)]
    assert numbers == list(range(1, len(weave_portville().facts) + 1))


def test_places_come_by_how_much_is_said_and_the_page_says_so():
    page = write(weave_portville())
    counts = re.findall(r'<span class="mute">(\d+) facts</span>', page)
    assert [int(each) for each in counts] == sorted(map(int, counts), reverse=True)
    assert "the order says how much is recorded, not how well a place does" in page


def test_ids_are_unique_and_every_link_inside_leads_somewhere():
    page = write(weave_portville())
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_ids_that_look_like_sections_do_no_harm():
    """A place and a fact may be called like a part of the page."""
    atlas = build(
        places=[{"id": "shared", "name": "Shared", "levels": ["local"], "parent": "land"}],
        actors=[{"id": "more", "name": "More", "kind": "government", "place": "shared"}],
        competences=[hold(f"roles-{area}", "more", area)
                     for area in ("health", "data", "culture", "housing")],
    )  # fmt: skip
    page = write(atlas)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert find_entry(page, "roles-health")


def test_nothing_is_asked_from_elsewhere():
    page = write(weave_portville())
    assert not re.findall(r"(?:src|srcset|action)=|@import|url\((?!#)", page)
    assert re.findall(r"<link [^>]*>", page) == ['<link rel="icon" href="data:,">']
    assert "<script" not in page


def test_what_is_not_known_is_never_nought_per_cent():
    text = read_text(write(build(mechanisms=[tie("x", "X", "city", "state", areas=["culture"])])))
    assert not re.search(r"\b0%", text)
    assert "nothing of what it takes is known" in text


def test_what_stands_out_in_a_role_is_told_with_its_facts():
    lacked = hold("no", "city", "housing", basis="de_jure", holds=False)
    page = write(build(competences=[lacked]))
    missing = page[page.index("What is missing, and who could bridge it") :]
    told = re.search(r"Housing\. Deliver: done in practice by City of Town.*?</li>", missing)
    assert told and 'href="#f-one"' in told[0] and 'href="#f-no"' in told[0]


def test_somebody_tied_to_both_is_named_for_two_who_do_the_same_without_a_tie():
    more = {
        "actors": [
            {"id": "help", "name": "Help", "kind": "civil_society", "place": "town"},
        ],
        "competences": [hold("four", "help", "health")],
        "mechanisms": [
            tie("one-talk", "Talk with Aid", "city", "aid"),
            tie("other-talk", "Talk with Help", "city", "help"),
        ],
    }
    page = write(build(**more))
    assert "Aid and Help act on the same task without a recorded tie: Health (deliver)." in page
    assert "Could bring them together: City of Town (with Aid: Talk with Aid; with Help:" in page


def test_where_too_little_is_known_no_scores_are_drawn_and_no_reasons_given():
    page = write(build())
    assert 'class="why"' not in page
    assert 'class="shares"' not in page


def test_where_enough_is_known_it_says_why_and_what_to_ask():
    survey = {
        "id": "all", "name": "Survey", "place": "town", "areas": ["housing"],
        "closes": ["ties", "disputes"], "sources": cite(),
    }  # fmt: skip
    page = write(build(surveys=[survey]))
    assert 'class="why"' in page
    assert "Most worth finding out" in page
    assert 'class="shares"' in page


def test_the_smallest_change_for_a_condition_is_told_with_what_it_would_turn():
    page = write(build())
    change = page[page.index("What would change it") :]
    assert "Condition b met" in change
    goal = read_text(change[change.index("Condition c met") : change.index("</dl>")])
    assert "give Aid a voice" in goal or "in which Aid has a voice" in goal
    assert "Somebody outside government with a say" in goal


def test_two_places_stand_side_by_side_by_name_and_not_by_rank():
    other = [{"id": "abbey", "name": "Abbey", "levels": ["local"], "parent": "land"}]
    actors = [{"id": "abbot", "name": "Abbey Council", "kind": "government", "place": "abbey"}]
    page = write(build(places=other, actors=actors, competences=[hold("five", "abbot", "health")]))
    chapter = page[page.index('id="contrast"') :]
    assert "Health: Abbey / Town" in chapter
    assert "no ranking" in chapter
    assert 'id="contrast"' not in write(build())
