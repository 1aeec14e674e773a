"""The numbers of the method: a user's own file is read strictly."""

import pytest

from tests.core.diagnosis.towns import make_atlas, make_setting, tie
from weft.core.diagnosis import MethodError, diagnose, read_method
from weft.core.diagnosis.method import files
from weft.core.terms import list_codes

OWN = files("weft.core.diagnosis").joinpath("method.toml").read_text("utf-8")


def read(tmp_path, text):
    path = tmp_path / "method.toml"
    path.write_text(text)
    return read_method(path)


def test_a_copy_of_the_method_is_the_method(tmp_path):
    assert read(tmp_path, OWN) == read_method()


def test_every_kind_of_mechanism_has_its_numbers():
    assert set(read_method().mechanisms) == set(list_codes("mechanism_kinds"))


@pytest.mark.parametrize(
    ("found", "put", "message"),
    [
        ("regulate = 0.40", "regulate = 0.50", r"weights of \[roles\] sum to 1.1"),
        ("decides = 0.4", "decides = 0.3", r"weights of \[forum\] sum to 0.9"),
        ("TF = 1.0", "TF = -1.0", r"centralist.TF: .*greater than or equal to 0"),
        ("not_A = 1.5", "not_B = 1.5", r"configuration.centralist\] lacks not_A"),
        ("[balance]", "[balance]\nspeed = 3", r"balance.speed: there is no field 'speed' here"),
        ("fund = 0.30", "found = 0.30", r"roles\] lacks fund"),
        ('version = "2026.2"', "", r"version: 'version' is missing"),
        ("half_life = 2.0", "half_life = nan", r"strength.half_life"),
        ("half_life = 2.0", "half_life = ", r"this is not TOML"),
    ],
)
def test_a_wrong_method_names_what_is_wrong(tmp_path, found, put, message):
    assert found in OWN
    with pytest.raises(MethodError, match=message):
        read(tmp_path, OWN.replace(found, put, 1))


def test_a_missing_file_is_said_so(tmp_path):
    with pytest.raises(MethodError, match="cannot be read"):
        read_method(tmp_path / "none.toml")


def test_more_months_than_there_are_reach_back_to_the_first_day(tmp_path):
    method = read(tmp_path, OWN.replace("tied_within = 24", "tied_within = 99999"))
    meeting = tie("Table", "exchange", "state", "city", meetings=12, last_active="1800")
    (found,) = diagnose(make_atlas(mechanisms=[meeting]), make_setting(), method)
    assert found.read("confirmed").conditions.b.answer == "met"
