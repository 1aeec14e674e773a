from tests.web.contributing.test_import_preview import *
def test_zz():
    print(say("actors: [{name: City of Tangiers, kind: government, place: Tangier}]"))
    print(say(
            "competences:\n- {id: of-city, holder: City of Tangier, area: housing, role: monitor, "
            "basis: de_facto, note: Since the law, sources: [{source: Own report}]}"
        ))
