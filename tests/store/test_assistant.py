"""The assistant proposes what columns are, in six languages, with confidence and reason, and names
what changed since last year; for whoever teaches it more."""

from pathlib import Path

import pytest

from tests.store.importing import bring, make_recipe, make_wide, save, suggest
from weft.core.observatory.recipe import ColumnRule, Recipe
from weft.store.assistant.vocabulary import find_code, find_country, is_total, read_head
from weft.store.proposal import Proposal


def list_roles(proposal: Proposal) -> dict[str, str]:
    """Column -> what it is proposed to be."""
    return {each.column: each.name or each.role for each in proposal.columns}


FILES = {
    "en": "Area,Year,Sex,Age group,Country of citizenship,Foreign citizens\n"
          "Aurora,2020,Females,0-4,Morocco,12\nBarriera,2020,Males,5-9,Peru,3\n"
          "Mirafiori,2021,Total,10+,Total,7\n",
    "fr": "Quartier;Année;Sexe;Tranche d'âge;Nationalité;Nombre d'étrangers\n"
          "Aurora;2020;Femmes;0-4 ans;Maroc;12\nBarriera;2020;Hommes;5-9 ans;Pérou;3\n"
          "Mirafiori;2021;Ensemble;10 et plus;Ensemble;7\n",
    "it": "Quartiere;Anno;Sesso;Classe di età;Cittadinanza;Stranieri\n"
          "Aurora;2020;Femmine;0-4 anni;Marocco;12\nBarriera;2020;Maschi;5-9 anni;Perù;3\n"
          "Mirafiori;2021;Totale;10 e più;Totale;7\n",
    "es": "Barrio;Año;Sexo;Grupo de edad;Nacionalidad;Extranjeros\n"
          "Aurora;2020;Mujeres;0-4 años;Marruecos;12\nBarriera;2020;Hombres;5-9 años;Perú;3\n"
          "Mirafiori;2021;Total;10 y más;Total;7\n",
    "pt": "Bairro;Ano;Sexo;Grupo etário;Nacionalidade;Estrangeiros\n"
          "Aurora;2020;Mulheres;0-4 anos;Marrocos;12\nBarriera;2020;Homens;5-9 anos;Peru;3\n"
          "Mirafiori;2021;Total;10 e mais;Total;7\n",
    "ar": "الحي;السنة;الجنس;الفئة العمرية;الجنسية;الأجانب\n"
          "Aurora;2020;إناث;0-4 سنوات;المغرب;12\nBarriera;2020;ذكور;5-9 سنوات;بيرو;3\n"
          "Mirafiori;2021;المجموع;10 فأكثر;المجموع;7\n",
}  # fmt: skip


@pytest.mark.parametrize("language", FILES)
def test_a_file_in_each_language_is_proposed_and_read_alike(tmp_path: Path, language: str) -> None:
    path = save(tmp_path, FILES[language])
    proposal = suggest(path)
    assert list(list_roles(proposal).values()) == [
        "area",
        "period",
        "sex",
        "age",
        "origin",
        "value",
    ]
    assert all(0 < each.confidence <= 1 and each.why for each in proposal.columns)
    assert proposal.recipe.constants == {"measure": "stock", "definition": "citizenship"}
    brought = bring(path, proposal.recipe)
    assert not brought.report.errors
    names = ("place", "period", "by_sex", "by_age", "by_origin", "value")
    assert brought.find(*names) == [
        ("turin-aurora", "2020", "F", "Y0T4", "MAR", 12),
        ("turin-barriera", "2020", "M", "Y5T9", "PER", 3),
        ("turin-mirafiori", "2021", "_T", "Y_GE10", "_T", 7),
    ]


def test_what_a_file_does_not_say_is_asked_for_and_not_invented(tmp_path: Path) -> None:
    proposal = suggest(save(tmp_path, "Area,Value\nAurora,12\nBarriera,3\n"))
    assert proposal.recipe.constants == {}
    asked = " ".join(map(str, proposal.notes))
    assert "measure" in asked
    assert "period" in asked
    assert "who counts" in asked


def test_titles_say_what_is_counted_and_where(tmp_path: Path) -> None:
    text = "Rifugiati accolti a Tangier\n\nAnno;Sesso;Numero\n2019;F;5\n2020;M;7\n2021;M;9\n"
    proposal = suggest(save(tmp_path, text))
    assert proposal.recipe.constants == {
        "measure": "refugees", "definition": "refugee_status", "area": "Tangier",
    }  # fmt: skip


LAST_YEAR = make_recipe(
    columns=(
        ColumnRule(column="Quartiere", role="area"),
        ColumnRule(column="Anno", role="period"),
        ColumnRule(column="Sesso", role="breakdown", name="sex", codes={"donne": "F"}),
        ColumnRule(column="Note", role="note"),
        ColumnRule(column="Stranieri", role="value"),
    )
)


def test_the_recipe_of_last_year_is_applied_and_what_changed_is_named(tmp_path: Path) -> None:
    text = "Quartiere;Anno di riferimento;Genere;Stranieri;Zona\nAurora;2021;donne;5;A\n"
    path = save(tmp_path, text)
    proposal = suggest(path, (LAST_YEAR,))
    also = {each.column: each.also for each in proposal.recipe.columns}
    assert also["Anno"] == ("Anno di riferimento",)
    assert also["Sesso"] == ("Genere",)
    said = " ".join(map(str, proposal.notes))
    assert "'Anno' seems to be called 'Anno di riferimento' now" in said
    assert "'Note' is gone" in said
    assert "'Zona' is new" in said
    brought = bring(path, proposal.recipe)
    assert brought.find("place", "period", "by_sex", "value") == [("turin-aurora", "2021", "F", 5)]
    assert brought.report.renamed == {"Anno": "Anno di riferimento", "Sesso": "Genere"}


def test_a_file_like_last_years_needs_nothing(tmp_path: Path) -> None:
    path = save(tmp_path, "QUARTIERE;anno;Sesso;Note;Stranieri\nAurora;2021;donne;;5\n")
    proposal = suggest(path, (LAST_YEAR,))
    assert proposal.recipe == LAST_YEAR
    assert [str(each) for each in proposal.notes] == ["all columns are as they were"]
    assert bring(path, LAST_YEAR).find("value") == [(5,)]


def test_another_kind_of_file_is_not_read_with_last_years_recipe(tmp_path: Path) -> None:
    path = save(tmp_path, "District,Year,Value\nAurora,2021,5\nBarriera,2021,6\n")
    assert suggest(path, (LAST_YEAR,)).recipe.columns[0].column == "District"


def test_new_years_of_a_wide_file_are_read_like_the_old_ones(tmp_path: Path) -> None:
    recipe = make_wide({"Residenti 2019": "2019", "Residenti 2020": "2020"})
    path = save(tmp_path, "Area;Residenti 2020;Residenti 2021\nAurora;1;2\n")
    proposal = suggest(path, (recipe,))
    assert proposal.recipe.wide is not None
    assert proposal.recipe.wide.columns == {"Residenti 2020": "2020", "Residenti 2021": "2021"}
    assert bring(path, proposal.recipe).find("period", "value") == [("2020", 1), ("2021", 2)]


def test_a_place_is_never_guessed_and_a_total_among_areas_is_asked_about(tmp_path: Path) -> None:
    proposal = suggest(save(tmp_path, "Quartiere;Stranieri\nAuroraa;12\nBarriera;3\nTotale;15\n"))
    assert proposal.recipe.places == {}
    assert any("'Totale' among the areas" in str(each) for each in proposal.notes)


def test_codes_beside_their_names_make_one_column(tmp_path: Path) -> None:
    text = "geo,Territory,SEXISTAT1,Gender,TIME,Value\n" + "".join(
        f"{area},{sex},{year},5\n"
        for area in ("IT,Italy", "FR,France", "ES,Spain")
        for sex in ("1,males", "2,females")
        for year in (2019, 2020)
    )
    roles = {each.column: each.role for each in suggest(save(tmp_path, text)).columns}
    assert roles == {
        "geo": "area", "Territory": "area_name", "SEXISTAT1": "breakdown", "Gender": "label",
        "TIME": "period", "Value": "value",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("sex", "Maschi", "M"), ("sex", "FEMMES", "F"), ("sex", "both sexes", "_T"),
        ("sex", "x", None),
        ("age", "0-4 anni", "Y0T4"), ("age", "de 18 à 59 ans", "Y18T59"), ("age", "65+", "Y_GE65"),
        ("age", "under 5", "Y_LT5"), ("age", "30", "Y30"), ("age", "200", None),
        ("age", "9-4", None),
        ("origin", "Côte d’Ivoire", "CIV"), ("origin", "Syrian Arab Rep.", "SYR"),
        ("origin", "الجزائر", "DZA"), ("origin", "IT", "ITA"), ("origin", "COD", "COD"),
        ("origin", "FRA", "FRA"), ("origin", "Altri", "_O"), ("origin", "UNK", "_U"),
        ("origin", "Atlantis", None), ("origin", "los", None),
    ],
)  # fmt: skip
def test_words_of_cells_are_known(name: str, word: str, code: str | None) -> None:
    assert find_code(name, word) == code


def test_a_whole_head_says_more_than_a_part_of_it() -> None:
    whole, part = read_head("Cittadinanza"), read_head("Cittadinanza prevalente (2020)")
    assert whole is not None
    assert part is not None
    assert whole.name == part.name == "origin"
    assert whole.score > part.score


def test_totals_and_countries_are_exact_words() -> None:
    assert is_total("In complesso")
    assert is_total("المجموع")
    assert not is_total("Totali parziali di zona")
    assert find_country("Georgia") == "GEO"
    assert find_country("it") is None


def test_the_proposal_is_the_same_every_time(tmp_path: Path) -> None:
    path = save(tmp_path, FILES["it"])
    assert suggest(path) == suggest(path)
    assert isinstance(suggest(path).recipe, Recipe)
