"""Stating, correcting, disputing and withdrawing facts on the site, by whom it may be done."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.people import OFFICER, sign_in
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.models import ChangeSet, Document, Statement
from weft.web.contributing.models import Draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
HOLDS = {
    "for": OFFICER, "holder": "City of Tangier", "area": "housing", "role": "deliver",
    "basis": "de_facto", "place": "Tangier", "visibility": "public",
    "sources.0.source": "", "members.0.actor": "",
}  # fmt: skip
MINE = "tangier-fact-social-city-fund"  # nobody in particular states it


def state(
    client: Client, section: str = "competences", do: str = "publish", **fields: object
) -> object:
    return client.post(f"/state/{section}", {**HOLDS, **fields, "do": do})


def find_new() -> str:
    return Statement.objects.order_by("-pk").values_list("key", flat=True)[0]


def open_form(client: Client, address: str) -> dict[str, object]:
    """What a browser would send back of a form that nobody touched."""
    page = client.get(address, follow=True).content.decode()
    fields: dict[str, object] = {}
    form = page[page.index('class="sheet"') :]
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", form):
        name = re.search(r' name="([^"]+)"', tag)
        if not name or 'type="file"' in tag:
            continue
        value = re.search(r' value="([^"]*)"', tag)
        if "<input" in tag and ("checkbox" in tag or "radio" in tag):
            if " checked" in tag:
                fields.setdefault(name[1], []).append(value[1] if value else "")  # type: ignore[attr-defined]
        elif tag.startswith("<select"):
            body = form[form.index(tag) :]
            chosen = re.search(r'<option value="([^"]*)" selected', body[: body.index("</select>")])
            fields[name[1]] = chosen[1] if chosen else ""
        elif tag.startswith("<textarea"):
            body = form[form.index(tag) + len(tag) :]
            fields[name[1]] = body[: body.index("</textarea>")]
        elif name[1] in fields and isinstance(fields[name[1]], list):
            fields[name[1]].append(value[1] if value else "")  # type: ignore[attr-defined]
        else:
            fields[name[1]] = value[1] if value else ""
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def test_an_officer_states_a_fact_that_then_stands_in_the_cell() -> None:
    officer = sign_in("Officer")
    answer = state(officer)
    assert answer.status_code == 302, answer.content.decode()
    fact = read_view().atlas.facts[find_new()]
    assert (fact.holder, fact.asserted_by) == (OFFICER, OFFICER)  # type: ignore[attr-defined]
    page = Client().get("/places/tangier/cells/housing/local").content.decode()
    assert f"/facts/{fact.id}" in page
    assert ChangeSet.objects.latest("pk").actor_id == OFFICER


def test_a_draft_is_seen_by_nobody_else_until_it_is_published() -> None:
    officer = sign_in("Officer")
    before = read_view().version
    assert state(officer, do="keep").status_code == 302
    assert read_view().version == before
    draft = Draft.objects.get()
    assert "City of Tangier" in officer.get("/drafts").content.decode()
    assert sign_in("Partner").get(f"/drafts/{draft.token}").status_code == 404
    officer.post("/drafts", {"draft": [str(draft.token)], "do": "publish"})
    assert read_view().version != before
    assert not Draft.objects.exists()


@pytest.mark.parametrize("answer", ["nobody", "unknown"])
def test_nobody_and_unknown_are_answers(answer: str) -> None:
    state(sign_in("Officer"), holder=answer, level="local")
    assert read_view().atlas.facts[find_new()].holder == answer  # type: ignore[attr-defined]


def test_what_is_wrong_is_said_at_its_field_and_kept_as_a_draft() -> None:
    answer = state(sign_in("Officer"), holder="City of Tangiers", role="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not among the actors" in page
    assert 'value="City of Tangiers"' in page
    assert Draft.objects.count() == 1


def test_a_document_that_is_not_on_record_is_named_attached_and_cited() -> None:
    officer = sign_in("Officer")
    file = SimpleUploadedFile("decision.pdf", b"%PDF-1.7 words")
    fields = {"new.title": "Council decision 12", "new.grade": "A", "file": file}
    assert state(officer, **fields).status_code == 302
    fact = read_view().atlas.facts[find_new()]
    source = read_view().atlas.source_by_id[fact.sources[0].source]
    assert (source.title.read(), source.grade) == ("Council decision 12", "A")
    document = Document.objects.get(source_id=source.id)
    answer = Client().get(f"/sources/{source.id}/files/{document.sha256}")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 words"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_not_what_its_name_says_is_refused() -> None:
    file = SimpleUploadedFile("decision.pdf", b"<html><script>alert(1)</script>")
    answer = state(sign_in("Officer"), **{"new.title": "x", "file": file})
    assert answer.status_code == 422
    assert "not what its name says" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_correction_of_ones_own_statement_keeps_the_old_one() -> None:
    officer = sign_in("Officer")
    state(officer)
    key = find_new()
    fields = open_form(officer, f"/facts/{key}/edit")
    assert (
        officer.post(f"/facts/{key}/edit", {**fields, "role": "fund", "do": "publish"}).status_code
        == 302
    )
    rows = Statement.objects.filter(key=key).order_by("pk")
    assert [each.answer["role"] for each in rows] == ["deliver", "fund"]
    assert rows[1].replaces_id == rows[0].pk
    assert read_view().atlas.facts[key].role == "fund"  # type: ignore[attr-defined]


def test_nobody_overwrites_what_another_states() -> None:
    state(sign_in("Officer"))
    key = find_new()
    for name in ("Partner", "Steward", "Secretariat"):
        answer = sign_in(name).get(f"/facts/{key}/edit")
        assert answer.status_code == 403, name
    assert sign_in("Officer").get(f"/facts/{MINE}/edit").status_code == 403
    assert sign_in("Steward").get(f"/facts/{MINE}/edit").status_code == 200


def test_a_partner_disputes_with_a_reason_and_it_is_contested_everywhere() -> None:
    state(sign_in("Officer"))
    key = find_new()
    partner = sign_in("Partner")
    answer = partner.post(
        f"/facts/{key}/position", {"actor": "moroccan-migration-ministry", "stand": "disputes"}
    )
    assert answer.status_code == 422  # a reason is needed
    fields = {
        "actor": "moroccan-migration-ministry",
        "stand": "disputes",
        "reason": "The region does.",
    }
    assert partner.post(f"/facts/{key}/position", fields).status_code == 302
    client = Client()
    for address in (f"/facts/{key}", "/places/tangier/cells/housing/local"):
        assert "contested" in client.get(address).content.decode(), address
    assert "The region does." in client.get(f"/facts/{key}").content.decode()
    again = {**fields, "stand": "confirms", "reason": ""}
    partner.post(f"/facts/{key}/position", again)
    assert read_view().atlas.facts[key].disputed_by == ()


def test_only_who_is_involved_takes_a_position() -> None:
    partner = sign_in("Partner")
    fields = {"actor": "moroccan-migration-ministry", "stand": "confirms"}
    assert partner.post("/facts/lyon-city-contract/position", fields).status_code in (403, 422)
    fields["actor"] = OFFICER
    assert partner.post(f"/facts/{MINE}/position", fields).status_code in (403, 422)
    assert read_view().atlas.facts[MINE].positions == ()


def test_two_who_edit_at_once_are_put_together_or_shown_to_each_other() -> None:
    steward, secretariat = sign_in("Steward"), sign_in("Secretariat")
    one = open_form(steward, f"/facts/{MINE}/edit")
    other = open_form(secretariat, f"/facts/{MINE}/edit")
    steward.post(f"/facts/{MINE}/edit", {**one, "note": "as of the budget", "do": "publish"})
    # Another field: both stay.
    answer = secretariat.post(f"/facts/{MINE}/edit", {**other, "from": "2020", "do": "publish"})
    assert answer.status_code == 302, answer.content.decode()
    fact = read_view().atlas.facts[MINE]
    assert (fact.start, fact.note and fact.note.read()) == ("2020", "as of the budget")
    # The same field: the second sees what the first wrote, and chooses.
    answer = secretariat.post(
        f"/facts/{MINE}/edit", {**other, "note": "no longer", "do": "publish"}
    )
    assert answer.status_code == 409
    assert "as of the budget" in answer.content.decode()
    assert read_view().atlas.facts[MINE].note.read() == "as of the budget"  # type: ignore[union-attr]
    again = open_form(secretariat, f"/facts/{MINE}/edit")
    assert again["note"] == "no longer"
    secretariat.post(f"/facts/{MINE}/edit", {**again, "do": "publish"})
    assert read_view().atlas.facts[MINE].note.read() == "no longer"  # type: ignore[union-attr]


def test_a_form_of_another_person_or_record_is_refused() -> None:
    steward, secretariat = sign_in("Steward"), sign_in("Secretariat")
    fields = open_form(steward, f"/facts/{MINE}/edit")
    assert secretariat.post(f"/facts/{MINE}/edit", {**fields, "do": "publish"}).status_code == 403
    other = "tangier-fact-health-city-deliver"
    assert steward.post(f"/facts/{other}/edit", {**fields, "do": "publish"}).status_code == 403


def test_nobody_writes_for_an_actor_without_a_mandate() -> None:
    assert state(sign_in("Officer"), **{"for": "moroccan-state"}).status_code == 403
    assert state(sign_in("Stranger")).status_code == 403
    assert state(Client()).status_code == 302  # to the sign-in
    assert (
        state(sign_in("Officer"), **{"for": ""}).status_code == 403
    )  # read from documents: stewards


def test_fields_that_a_form_does_not_ask_are_not_read() -> None:
    officer = sign_in("Officer")
    state(
        officer,
        asserted_by="moroccan-state",
        id="mine",
        positions="x",
        **{"positions.0.actor": OFFICER},
    )
    fact = read_view().atlas.facts[find_new()]
    assert (fact.asserted_by, fact.positions) == (OFFICER, ())
    assert fact.id != "mine"


def test_withdrawn_facts_leave_every_page_and_keep_their_history() -> None:
    officer = sign_in("Officer")
    state(officer)
    key = find_new()
    assert sign_in("Partner").post(f"/facts/{key}/withdraw").status_code == 403
    assert officer.post(f"/facts/{key}/withdraw", {"reason": "a mistake"}).status_code == 302
    assert key not in read_whole().facts
    assert Client().get(f"/facts/{key}").status_code == 404
    assert Statement.objects.filter(key=key).count() == 2


def test_a_new_document_takes_what_was_written_of_it_and_one_draft_is_mended() -> None:
    officer = sign_in("Officer")
    fields = {"new.title": "Council decision 13", "sources.0.locator": "page 2", "role": ""}
    answer = state(officer, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    token = re.search(r'name="draft" value="([^"]+)"', page)
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert token and stamp
    again = {
        "draft": token[1], "stamp": stamp[1], "sources.0.source": "Council decision 13",
        "sources.0.locator": "page 2",
    }  # fmt: skip
    assert state(officer, **again).status_code == 302
    assert not Draft.objects.exists()
    fact = read_view().atlas.facts[find_new()]
    assert [each.locator for each in fact.sources] == ["page 2"]


def test_who_edits_rows_at_once_is_shown_the_rows_of_the_other() -> None:
    steward, secretariat = sign_in("Steward"), sign_in("Secretariat")
    address = f"/facts/{MINE}/edit"
    one, other = open_form(steward, address), open_form(secretariat, address)
    steward.post(address, {**one, "sources.0.locator": "page one", "do": "publish"})
    fields = {**other, "sources.0.locator": "page two", "do": "publish"}
    answer = secretariat.post(address, fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "page one" in page
    assert 'name="take" value="sources"' in page
