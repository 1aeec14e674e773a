"""weft check: findings on standard output, in words and as JSON, and what its exit code says."""

from pathlib import Path

from tests.cli.conftest import Run


def test_it_lists_what_is_doubtful_with_its_line_and_ends_well(run: Run) -> None:
    found = run("check", "town.yaml")
    assert found.code == 0
    assert found.err == ""
    assert "warning town.yaml, line 14, sources: " in found.out
    assert "[no-source]" in found.out
    assert found.out.splitlines()[-1].startswith("5 facts on 1 source about 2 places: 1 warning, ")


def test_it_leaves_out_what_is_milder_than_asked(run: Run) -> None:
    everything, warnings = (
        run("check", "town.yaml"),
        run("check", "town.yaml", "--severity=warning"),
    )
    assert "note " in everything.out
    assert "note  " not in warnings.out
    assert "[no-source]" in warnings.out
    # The sum still says that there is more.
    assert everything.out.splitlines()[-1] == warnings.out.splitlines()[-1]


def test_its_json_has_the_same_findings(run: Run) -> None:
    found = run("check", "town.yaml", "--json")
    assert found.code == 0
    assert found.json["errors"] == []
    codes = [each["code"] for each in found.json["findings"]]
    words = run("check", "town.yaml").out
    assert codes
    assert all(f"[{code}]" in words for code in codes)


def test_a_broken_atlas_ends_with_1_and_its_errors(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    broken = text.replace("area: housing, role", "area: housng, role")
    (folder / "town.yaml").write_text(broken.replace("actor: Ministry of", "actor: Office of"))
    said = run("check", "town.yaml")
    assert said.code == 1
    assert (
        "town.yaml, line 11, area: 'area': 'housng' is not in the list 'areas'; did you mean"
        in said.out
    )
    assert "'Office of Velland' is not among the actors" in said.out
    assert said.out.endswith("2 errors; nothing was read from town.yaml.\n")
    read = run("check", "town.yaml", "--json")
    assert read.code == 1
    assert {each["code"] for each in read.json["errors"]} == {"unknown-code", "leads-nowhere"}


def test_the_pack_has_no_error_and_no_warning(run: Run) -> None:
    found = run("check", "mc2cm", "--severity", "warning")
    assert found.code == 0
    assert found.out.startswith("264 facts on 8 sources about 46 places")
    assert len(found.out.splitlines()) == 1


def test_a_file_called_as_the_pack_comes_first(run: Run, folder: Path) -> None:
    (folder / "mc2cm").mkdir()
    (folder / "town.yaml").rename(folder / "mc2cm" / "town.yaml")
    assert run("check", "mc2cm").out.splitlines()[-1].startswith("5 facts")


def test_a_town_that_lies_in_no_state_is_named(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    (folder / "town.yaml").write_text(text.replace(", parent: Velland", ""), "utf-8")
    found = run("check", "town.yaml", "--severity", "warning")
    assert "'Brikmel' lies in no State, though 'Velland' is recorded" in found.out


def test_a_comma_between_words_is_told_from_a_misspelling(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    (folder / "town.yaml").write_text(
        text.replace("areas: housing, closes", 'areas: "health, housing", closes'), "utf-8"
    )
    assert "separate several with a semicolon" in run("check", "town.yaml").out
