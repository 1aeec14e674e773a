"""The atlas as linked data: what it says in CPOV and ORG terms, and what it keeps to itself."""

import json
import re
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from pyshacl import validate
from rdflib.namespace import DCTERMS, FOAF, ORG, RDF, RDFS, SKOS

from tests.core.atlas.strategies import atlases
from weft.core.atlas import Atlas, AtlasError, read_atlas, write_atlas
from weft.core.atlas.jsonld import write_jsonld
from weft.core.atlas.jsonld.context import CONTEXT

# rdflib's own reader of JSON-LD uses a class that rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

ROOT = Path(__file__).parents[3]
SHAPES = ROOT.parent / "shared/standards/semic/cpov-2.1.2/core-public-organisation-ap-SHACL.ttl"
PACK = ROOT / "src" / "weft" / "packs" / "mc2cm"
CV = rdflib.Namespace("http://data.europa.eu/m8g/")
WEFT = rdflib.Namespace("urn:weft:ns:")

# The official shapes ask for no minimum, so that an organisation without a name conforms to them.
# The specification itself makes the name mandatory.
NAMED = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:test:named> a sh:NodeShape ; sh:targetClass cv:PublicOrganisation ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ] .
"""


def cite(source, **more):
    return {"sources": [{"source": source, **more}]}


TOWN = {
    "weft": 1,
    "title": {"en": "Lyon", "ar": "ليون"},
    "licence": "CC BY 4.0",
    "places": [
        {"id": "france", "name": "France", "levels": ["national"], "codes": {"iso": "FR"}},
        {
            "id": "lyon", "name": {"fr": "Lyon", "ar": "ليون"}, "levels": ["local"],
            "kind": "commune", "parent": "france", "latitude": 45.76, "longitude": 5,
            "codes": {"nuts": "FRK26", "lau": "69123"}, "population": 522250,
        },
    ],
    "sources": [
        {"id": "report", "title": {"en": "Report"}, "author": "A. Author", "publisher": "P",
         "date": "2017-12",
         "url": "https://example.org/a|b?c=ü", "language": "en", "grade": "B"},
        {"id": "interview", "title": "Interview with the deputy", "grade": "D"},
    ],
    "actors": [
        {"id": "state", "name": "State", "kind": "government", "place": "france"},
        {
            "id": "city", "name": {"fr": "Ville de Lyon", "en": "City of Lyon"},
            "kind": "government", "place": "lyon", "networks": ["eurocities", "club"],
            "contact": {"office": {"fr": "Mission"}, "email": "mission@lyon.example",
                        "phone": "+33 4 72", "url": "https://lyon.example/contact"},
            **cite("report", locator="Chapter 1"),
        },
        {"id": "desk", "name": "Desk", "kind": "agency", "parent": "city"},
        {"id": "eurocities", "name": "Eurocities", "kind": "city_network"},
        {"id": "club", "name": "Prefects' club", "kind": "agency", "place": "france"},
        {"id": "aid", "name": "Aid", "kind": "civil_society", "place": "lyon",
         "works": "with", "networks": ["eurocities"]},
        {"id": "informant", "name": "Informant", "kind": "civil_society", "parent": "aid",
         "visibility": "own"},
    ],
    "competences": [
        {"id": "shelters", "holder": "city", "area": "housing", "role": "deliver",
         "basis": "de_facto", "phase": "implementation", "from": "2014",
         "until": "2017-03", **cite("report", locator="2"),
         "positions": [
             {"actor": "state", "stand": "disputes", "reason": {"fr": "La loi"}, "date": "2018"},
             {"actor": "informant", "stand": "disputes", "reason": "A secret reason"},
         ]},
        {"id": "not-theirs", "holder": "city", "area": "housing", "role": "regulate",
         "basis": "de_jure", "holds": False},
        {"id": "no-one", "holder": "nobody", "area": "health", "role": "fund",
         "basis": "de_jure", "place": "lyon", "level": "local"},
        {"id": "communes", "place_kind": "commune", "place": "france", "area": "education",
         "role": "deliver", "basis": "de_jure"},
        {"id": "secret", "holder": "city", "area": "security", "role": "fund",
         "basis": "de_facto", "visibility": "network", **cite("interview")},
        {"id": "informant-says", "holder": "city", "area": "data", "role": "fund",
         "basis": "de_facto", "asserted_by": "informant"},
        {"id": "informant-holds", "holder": "informant", "area": "data", "role": "deliver",
         "basis": "de_facto"},
    ],
    "mechanisms": [
        {"id": "table", "name": {"en": "Round table"}, "kind": "consultative_body",
         "areas": ["housing"], "place": "lyon", "meetings": 4, "decides": False,
         "members": [
             {"actor": "city", "seat": "chair", "voice": "vote"},
             {"actor": "aid", "seat": "observer"},
             {"actor": "informant"},
         ]},
        {"id": "grant", "name": "Grant", "kind": "block_grant", "areas": ["housing"],
         "members": [{"actor": "state"}, {"actor": "city"}]},
    ],
    "policies": [
        {"id": "plan", "name": {"fr": "Plan"}, "issuer": "city", "areas": ["housing"],
         "kind": "plan", "origin": "own"},
    ],
}  # fmt: skip
HIDDEN = ("informant", "secret", "interview", "deputy")


def parse(text):
    return rdflib.Graph().parse(data=text, format="json-ld")


@pytest.fixture(scope="module")
def document():
    return json.loads(write_jsonld(Atlas.model_validate(TOWN)))


@pytest.fixture(scope="module")
def graph(document):
    return parse(json.dumps(document))


@pytest.fixture(scope="module")
def shapes():
    if not SHAPES.exists():
        pytest.skip("the official CPOV shapes are not beside the project (../shared/standards)")
    return rdflib.Graph().parse(SHAPES)


def iri(section, key):
    return rdflib.URIRef(f"urn:weft:{section}:{key}")


CITY, AID, TABLE = iri("actors", "city"), iri("actors", "aid"), iri("mechanisms", "table")


# --- what it says


def test_it_needs_no_network(document):
    assert document["@context"] == CONTEXT
    assert "@import" not in json.dumps(document)


def test_governments_and_agencies_are_public_organisations(graph):
    public = set(graph.subjects(RDF.type, CV.PublicOrganisation))
    assert public == {iri("actors", each) for each in ("state", "city", "desk", "club")}
    assert public < set(graph.subjects(RDF.type, ORG.Organization))
    assert (AID, RDF.type, ORG.Organization) in graph


def test_names_keep_their_languages(graph):
    names = set(graph.objects(CITY, SKOS.prefLabel))
    assert names == {
        rdflib.Literal("Ville de Lyon", lang="fr"),
        rdflib.Literal("City of Lyon", lang="en"),
    }
    assert rdflib.Literal("State", lang="und") in graph.objects(iri("actors", "state"))


def test_an_office_is_part_of_its_government_and_acts_where_it_does(graph):
    desk = iri("actors", "desk")
    assert (desk, ORG.subOrganizationOf, CITY) in graph
    assert (CITY, ORG.hasSubOrganization, desk) in graph
    assert (desk, DCTERMS.spatial, iri("places", "lyon")) in graph


def test_places_have_names_levels_codes_and_coordinates(graph):
    lyon = iri("places", "lyon")
    assert (lyon, RDF.type, DCTERMS.Location) in graph
    assert rdflib.Literal("ليون", lang="ar") in set(graph.objects(lyon, RDFS.label))
    assert (lyon, DCTERMS.isPartOf, iri("places", "france")) in graph
    assert (lyon, CV.level, iri("terms:levels", "local")) in graph
    geo = rdflib.Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
    assert [float(graph.value(lyon, geo[each])) for each in ("lat", "long")] == [45.76, 5.0]
    assert rdflib.URIRef("http://data.europa.eu/nuts/code/FRK26") in graph.objects(lyon)
    codes = {str(graph.value(each, SKOS.notation)) for each in graph.objects(lyon)}
    assert {"FRK26", "69123"} <= codes


def test_a_competence_is_tied_to_holder_area_role_period_and_document(graph):
    fact = iri("competences", "shelters")
    assert (fact, WEFT.heldBy, CITY) in graph
    assert (fact, WEFT.area, iri("terms:areas", "housing")) in graph
    assert (fact, WEFT.competenceRole, iri("terms:roles", "deliver")) in graph
    assert (fact, DCTERMS.source, iri("sources", "report")) in graph
    assert str(graph.value(graph.value(fact, WEFT.citation), WEFT.locator)) == "2"
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    period = graph.value(fact, DCTERMS.temporal)
    assert str(graph.value(period, dcat.startDate)) == "2014"
    # "Until March" means that the last day was in February.
    assert str(graph.value(period, dcat.endDate)) == "2017-02-28"


def test_a_no_is_never_read_as_a_yes(graph):
    fact = iri("competences", "not-theirs")
    assert (fact, WEFT.notHeldBy, CITY) in graph
    assert not list(graph.objects(fact, WEFT.heldBy))
    assert str(graph.value(iri("competences", "no-one"), WEFT.answer)) == "nobody"
    assert str(graph.value(iri("competences", "communes"), WEFT.placeKind)) == "commune"


def test_bodies_are_collaborations_with_seats_and_grants_are_not(graph):
    assert (TABLE, RDF.type, ORG.OrganizationalCollaboration) in graph
    assert set(graph.objects(TABLE, ORG.hasMember)) == {CITY, AID}
    (seat,) = set(graph.subjects(ORG.organization, TABLE)) & set(graph.subjects(ORG.member, CITY))
    assert (seat, ORG.role, iri("terms:seats", "chair")) in graph
    assert (seat, WEFT.voice, iri("terms:voices", "vote")) in graph
    grant = iri("mechanisms", "grant")
    assert set(graph.objects(grant, RDF.type)) == {WEFT.Mechanism}
    assert set(graph.objects(grant, WEFT.between)) == {CITY, iri("actors", "state")}
    assert (TABLE, WEFT.decides, rdflib.Literal(False)) in graph


def test_every_network_is_told_as_a_membership(graph):
    network = iri("actors", "eurocities")
    members = {graph.value(each, ORG.member) for each in graph.subjects(ORG.organization, network)}
    assert members == {CITY, AID}
    # org:memberOf of a public organisation may name public organisations only.
    assert set(graph.objects(CITY, ORG.memberOf)) == {iri("actors", "club")}
    assert set(graph.objects(AID, ORG.memberOf)) == {network}


def test_sources_are_documents_as_in_a_bibliography(graph):
    report = iri("sources", "report")
    assert (report, RDF.type, FOAF.Document) in graph
    assert graph.value(report, DCTERMS.title) == rdflib.Literal("Report", lang="en")
    assert graph.value(report, DCTERMS.issued).datatype == rdflib.XSD.gYearMonth


def test_every_link_leads_to_a_node_of_the_file_or_to_a_register(graph):
    known = set(graph.subjects())
    for link in set(graph.objects()):
        if isinstance(link, rdflib.URIRef) and str(link).startswith("urn:weft:"):
            own = str(link).startswith("urn:weft:ns:")
            assert own or link in known, link


def test_the_graph_can_be_written_in_other_formats(graph):
    again = rdflib.Graph().parse(data=graph.serialize(format="nt"), format="nt")
    assert len(again) == len(graph)


def test_a_base_gives_addresses_under_it():
    text = write_jsonld(Atlas.model_validate(TOWN), base="https://example.org/atlas")
    there = parse(text)
    city = rdflib.URIRef("https://example.org/atlas/actors/city")
    assert (city, RDF.type, CV.PublicOrganisation) in there
    assert "urn:weft:actors" not in text


@pytest.mark.parametrize("base", ["", "atlas/", "https://a b/", "https://a/<b>/"])
def test_it_refuses_a_base_that_is_no_address(base):
    with pytest.raises(ValueError, match="not an absolute address"):
        write_jsonld(Atlas.model_validate(TOWN), base=base)


def test_the_order_of_records_changes_nothing():
    turned = {key: value[::-1] if isinstance(value, list) else value for key, value in TOWN.items()}
    assert write_jsonld(Atlas.model_validate(turned)) == write_jsonld(Atlas.model_validate(TOWN))


def test_files_ending_in_jsonld_are_written_so(tmp_path):
    path = write_atlas(Atlas.model_validate(TOWN), tmp_path / "lyon.jsonld")
    assert path.read_text("utf-8") == write_jsonld(Atlas.model_validate(TOWN))


def test_the_reference_names_what_is_in_the_file(graph):
    page = (ROOT / "docs" / "reference" / "jsonld.md").read_text("utf-8")
    table = page.partition("## What becomes what")[2].partition("A text whose language")[0]
    found = {str(each) for each in (*graph.predicates(), *graph.objects(None, RDF.type))}
    for prefix, name in re.findall(r"`(\w+):(\w+)`", table):
        assert CONTEXT[prefix] + name in found, f"{prefix}:{name}"


# --- what it keeps to itself


def test_what_is_hidden_does_not_appear(document):
    text = json.dumps(document["@graph"], ensure_ascii=False).lower()
    for word in HIDDEN:
        assert word not in text
    assert "shelters" in text  # and what is public does


def test_what_is_hidden_would_appear_if_it_were_public():
    opened = json.loads(
        re.sub('"visibility": "[a-z]+"', '"visibility": "public"', json.dumps(TOWN))
    )
    text = write_jsonld(Atlas.model_validate(opened)).lower()
    for word in HIDDEN:
        assert word in text


def test_an_actor_stated_by_a_hidden_one_is_hidden_too():
    actors = [
        {"id": "x", "name": "Ex", "kind": "private", "visibility": "own"},
        {"id": "y", "name": "Why", "kind": "private", "asserted_by": "x"},
        {"id": "z", "name": "Zed", "kind": "private", "asserted_by": "y"},
        {"id": "w", "name": "Doubleyou", "kind": "private", "asserted_by": "w"},
    ]
    text = write_jsonld(Atlas.model_validate({"weft": 1, "actors": actors}))
    assert re.findall(r"urn:weft:actors:(\w)\"", text) == ["w", "w"]


# --- the European profile


def check(graph, shapes, also=""):
    """The messages of the shapes that a graph breaks."""
    wanted = shapes + rdflib.Graph().parse(data=also, format="turtle") if also else shapes
    conforms, report, _ = validate(graph, shacl_graph=wanted, inference="none")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    paths = {str(each) for each in report.objects(None, sh.resultPath)}
    assert conforms == (not paths)
    return paths


def test_a_small_atlas_conforms(graph, shapes):
    assert check(graph, shapes, NAMED) == set()


def test_the_shapes_look_at_every_part_of_it(graph, shapes):
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    targets = set(shapes.objects(None, sh.targetClass))
    seen = targets & set(graph.objects(None, RDF.type))
    assert seen >= {
        CV.PublicOrganisation, CV.ContactPoint, CV.AdminUnit, CV.ReferenceFramework,
        ORG.Organization, DCTERMS.Location, SKOS.Concept, FOAF.Document,
    }  # fmt: skip


def test_the_mc2cm_atlas_conforms(shapes):
    try:
        atlas = read_atlas(PACK)
    except AtlasError as error:
        pytest.skip(f"the MC2CM atlas cannot be read: {str(error)[:200]}")
    graph = parse(write_jsonld(atlas))
    assert len(set(graph.subjects(RDF.type, CV.PublicOrganisation))) > 1
    assert check(graph, shapes, NAMED) == set()


def take(document, key):
    """The node of the city of Lyon, or of another record, in a copy of the document."""
    copy = json.loads(json.dumps(document))
    return copy, next(node for node in copy["@graph"] if node.get("@id") == f"urn:weft:{key}")


BROKEN = {
    "name without language": ("actors:city", {"prefLabel": {"@none": "Lyon"}}, "prefLabel"),
    "territory that is no place": ("actors:city", {"spatial": "urn:weft:actors:aid"}, "spatial"),
    "territory in words": ("actors:city", {"spatial": {"@value": "Lyon"}}, "spatial"),
    "unknown sort of body": (
        "actors:city", {"classification": "urn:example:GOV"}, "classification",
    ),
    "member of an association": ("actors:city", {"memberOf": "urn:weft:actors:aid"}, "memberOf"),
    "part of a document": (
        "actors:city", {"subOrganizationOf": "urn:weft:sources:report"}, "subOrganizationOf",
    ),
    "contact that is no contact point": (
        "actors:city", {"contactPoint": "urn:weft:actors:aid"}, "contactPoint",
    ),
    "place with two names in one language": (
        "places:lyon", {"label": {"fr": ["Lyon", "Lugdunum"]}}, "label",
    ),
    "place of an unknown level": ("places:lyon", {"adminLevel": "urn:example:level"}, "level"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "change", "path"), BROKEN.values(), ids=BROKEN)
def test_a_broken_record_fails(document, shapes, key, change, path):
    copy, node = take(document, key)
    node.update(change)
    (found,) = check(parse(json.dumps(copy)), shapes)
    assert re.split("[/#]", found)[-1] == path


def test_an_organisation_without_a_name_fails(document, shapes):
    copy, node = take(document, "actors:city")
    del node["prefLabel"]
    assert check(parse(json.dumps(copy)), shapes, NAMED) == {str(SKOS.prefLabel)}


@given(atlases(largest=3))
@settings(max_examples=15, deadline=None)
def test_any_atlas_conforms(shapes, atlas):
    graph = parse(write_jsonld(atlas))
    assert check(graph, shapes, NAMED) == set()
    nodes = set(graph.all_nodes())
    for actor in atlas.actors:
        if actor.visibility != "public":
            assert iri("actors", actor.id) not in nodes
