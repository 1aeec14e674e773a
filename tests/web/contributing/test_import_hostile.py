"""Files that lie, break or overfill, and people who have no business with them: refused with a
clear word, and nothing of it stays."""

import io
import os
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.web.contributing.bringing import (
    bring,
    bring_well,
    find_upload,
    make_file,
    open_preview,
    read_words,
)
from tests.web.people import OFFICER, PARTNER, sign_in
from weft.web.accounts.models import Event
from weft.web.atlas.models import ChangeSet
from weft.web.contributing.importing import marking
from weft.web.contributing.importing.receiving import clean_name
from weft.web.contributing.models import Upload
from weft.web.site.progress import claim, find_path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once")]
GOOD = "actors: [{name: Welcome desk, kind: agency, parent: City of Tangier}]"
JUNK = bytes(range(256)) * 40


def make_workbook(**sheets: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pack(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def repack(workbook: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[part] = parts[part].replace(*change)
    return pack(parts)


BOOK = make_workbook(actors=[["name", "kind"], ["Welcome desk", "agency"]])
ENTITIES = repack(
    BOOK,
    "xl/worksheets/sheet1.xml",
    (
        b"<worksheet",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet',
    ),
)
BOMB = pack({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * 120_000_000})


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + JUNK, "but this is an image"),
        ("a.xlsx", b"%PDF-1.7 " + JUNK, "but this is a PDF"),
        ("a.xlsx", JUNK, "is no workbook"),
        ("a.xlsx", pack({"word/document.xml": b"<a/>"}), "workbook"),
        ("a.xlsx", BOMB, "unpacks to more than 100 MB"),
        ("a.xlsx", ENTITIES, "is no plain Excel workbook"),
        ("a.yaml", JUNK, "this is no text"),
        ("a.yaml", BOOK, "but this is a workbook"),
        ("a.csv", BOOK, "but this is a workbook"),
        ("a.json", b"\xff\xd8\xff" + JUNK, "but this is an image"),
        ("a.yaml", b"a: &a [1]\nb: *a", "anchor"),
        ("a.yaml", b"weft: 2\nactors: []", "this version of Weft reads format 1"),
        ("a.xlsx", make_workbook(atlas=[["field", "value"], ["weft", "2"]]), "reads format 1"),
        ("a.xlsx", make_workbook(budget=[["year"], ["2024"]]), "no sheet is called 'budget'"),
        ("actors.csv", b"name,kind\n=1+1,agency\n", "looks like a formula"),
        ("actors.csv", b"name,kind\n@sum(A1),agency\n", "looks like a formula"),
        ("a.yaml", b"\n \n", "this file is empty"),
        ("a.yaml", b"just words", "an atlas begins with section names"),
        ("a.yaml", b"actors: [{name: '\xe9', kind: agency}]", "not in UTF-8"),
    ],
    ids=lambda each: each if isinstance(each, str) else "file",
)
def test_what_is_no_file_of_weft_is_said_and_nothing_is_written(
    name: str, content: bytes, word: str
) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, name, content)
    words = read_words(open_preview(officer, address))
    assert word in words
    assert "nothing of the file can be written" in words
    officer.post(address, {"do": "apply", "digest": "0" * 32})
    assert not ChangeSet.objects.filter(kind="imported").exists()
    assert officer.get(f"{address}/marked").status_code in (200, 404)


def test_a_file_that_lies_is_noted_in_the_log() -> None:
    bring_well(sign_in("Officer"), "a.xlsx", JUNK)
    assert Event.objects.get(kind="refused").about == "a.xlsx: wrong-content"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.exe", b"MZ", "A file ending in .xlsx"),
        ("a.html", b"<script>alert(1)</script>", "A file ending in .xlsx"),
        ("a", b"actors: []", "A file ending in .xlsx"),
        ("a.yaml", b"", "This file is empty"),
    ],
)
def test_a_file_without_the_right_ending_or_without_anything_is_not_taken(
    name: str, content: bytes, word: str
) -> None:
    answer = bring(sign_in("Officer"), name, content)
    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not Upload.objects.exists()
    assert Event.objects.filter(kind="refused").count() == 1


def test_a_form_without_a_file_asks_for_one() -> None:
    answer = sign_in("Officer").post("/import", {"actor": OFFICER})
    assert answer.status_code == 400
    assert "Choose a file." in answer.content.decode()


def test_more_than_fifty_megabytes_are_refused_before_they_are_read() -> None:
    class Unread(io.BytesIO):
        def read(self, *size: int | None) -> bytes:
            raise AssertionError("it was read")

    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", GOOD)
    for where in ("/import", address):
        answer = officer.generic(
            "POST", where, b"", content_type="multipart/form-data; boundary=x",
            **{"CONTENT_LENGTH": "60000000", "wsgi.input": Unread()},
        )  # fmt: skip
        assert answer.status_code == 413
        assert "One file may have 50 MB." in answer.content.decode()
    assert Event.objects.filter(kind="refused", about="/import: 60000000 bytes").exists()
    assert Client().post("/import", CONTENT_LENGTH="60000000").status_code == 413


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.yaml", "passwd.yaml"),
        ("C:\\Users\\me\\town.XLSX", "town.xlsx"),
        ("<script>alert(1)</script>.yaml", "script.yaml"),
        ("a\u202elmay.yaml", "a_lmay.yaml"),
        ("a\x00\r\nSet-Cookie: x.yaml", "a___Set-Cookie_ x.yaml"),
        ("ملف المدينة.csv", "ملف المدينة.csv"),
        (f"{'a' * 500}.csv", f"{'a' * 150}.csv"),
    ],
)
def test_of_a_name_only_what_names_need_is_kept(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_script_in_names_is_text_on_every_page() -> None:
    officer = sign_in("Officer")
    bad = "<img src=x onerror=alert(1)>"
    address = bring_well(
        officer,
        f"{bad}.yaml",
        f"actors: [{{name: '{bad}', kind: agency, parent: City of Tangier}}]",
    )
    pages = [open_preview(officer, address), officer.get("/import").content.decode()]
    officer.post(address, {"do": "replace", "file": make_file("b.yaml", f"actors: ['{bad}']")})
    pages.append(open_preview(officer, address))
    assert all("<img src=x" not in each for each in pages)


# --- of others


def test_files_of_others_are_not_there() -> None:
    address = bring_well(sign_in("Officer"), "a.yaml", GOOD)
    for name in ("Partner", "Steward", "Secretariat"):
        other = sign_in(name)
        for path in (address, f"{address}/marked"):
            assert other.get(path).status_code == 404
        for do in ("apply", "drop", "stop", "again", "replace"):
            assert other.post(address, {"do": do}).status_code == 404
        assert "a.yaml" not in other.get("/import").content.decode()
    assert Upload.objects.count() == 1


def test_a_token_of_nothing_is_not_there() -> None:
    assert sign_in("Officer").get(f"/import/{uuid4()}").status_code == 404
    assert sign_in("Officer").get("/import/1").status_code == 404


def test_who_is_not_signed_in_is_led_there_and_who_may_not_is_refused() -> None:
    address = bring_well(sign_in("Officer"), "a.yaml", GOOD)
    for path in ("/import", address, f"{address}/marked"):
        answer = Client().get(path)
        assert answer.status_code == 302 and "/sign/login/" in answer["Location"]
        assert sign_in("Stranger").get(path).status_code == 403
    assert Client().get("/import/template.xlsx").status_code == 200


def test_a_form_of_another_site_is_refused() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = sign_in("Officer").cookies
    for path in ("/import", bring_well(sign_in("Officer"), "a.yaml", GOOD)):
        answer = browser.post(path, {"actor": OFFICER, "file": make_file("a.yaml", GOOD)})
        assert answer.status_code == 403
    page = browser.get("/import").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    fields = {"actor": OFFICER, "file": make_file("a.yaml", GOOD), "csrfmiddlewaretoken": token[1]}
    assert browser.post("/import", fields).status_code == 302


def test_nothing_else_can_be_posted_with_a_file() -> None:
    officer = sign_in("Officer")
    stranger = sign_in("Steward")
    more = {"person": "1", "change_set": "1", "preview": "{}", "token": str(uuid4()), "kind": "x"}
    file = SimpleUploadedFile("a.yaml", GOOD.encode())
    answer = officer.post("/import", {"actor": OFFICER, "file": file, **more})
    upload = find_upload(answer["Location"])
    assert str(upload.token) != more["token"]
    assert upload.person.username == "officer" and upload.change_set is None
    assert stranger.get(answer["Location"]).status_code == 404


# --- what is kept of them


def test_three_open_files_of_a_person_stay() -> None:
    officer = sign_in("Officer")
    addresses = [bring_well(officer, f"{n}.yaml", GOOD) for n in range(5)]
    assert [each.name for each in Upload.objects.order_by("pk")] == ["2.yaml", "3.yaml", "4.yaml"]
    assert officer.get(addresses[0]).status_code == 404


def test_files_older_than_a_week_go() -> None:
    bring_well(sign_in("Partner"), "old.yaml", GOOD, PARTNER)
    Upload.objects.update(made_at=timezone.now() - timedelta(days=8))
    left = find_path(uuid4(), ".marked")
    left.parent.mkdir(exist_ok=True)
    left.touch()
    os.utime(left, (0, 0))
    bring_well(sign_in("Officer"), "new.yaml", GOOD)
    assert [each.name for each in Upload.objects.all()] == ["new.yaml"]
    assert not left.exists()


def test_an_old_file_on_which_work_goes_on_stays() -> None:
    upload = find_upload(bring_well(sign_in("Partner"), "old.yaml", GOOD, PARTNER))
    Upload.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert claim(upload.token, "preview")
    bring_well(sign_in("Officer"), "new.yaml", GOOD)
    assert [each.name for each in Upload.objects.order_by("pk")] == ["old.yaml", "new.yaml"]


def test_a_file_that_is_thrown_away_leaves_nothing() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", "actors: [{name: x}]")
    token = find_upload(address).token
    assert marking.find_marked(token)
    assert officer.post(address, {"do": "drop"}).status_code == 302
    assert not Upload.objects.exists()
    assert marking.find_marked(token) is None


def test_pages_of_files_are_kept_by_no_browser() -> None:
    officer = sign_in("Officer")
    for path in ("/import", bring_well(officer, "a.yaml", GOOD)):
        assert "no-store" in officer.get(path)["Cache-Control"]
