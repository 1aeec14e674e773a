"""The published cases: their atlases, what to diagnose in them, and what the literature says."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from weft.core.atlas import Atlas, read_atlas
from weft.core.diagnosis import Phases

FOLDER = Path(__file__).parent


class Stage(NamedTuple):
    """One or more towns on a day, with the published reading: in words, and as types."""

    places: tuple[str, ...]
    on: dt.date
    published: str
    expected: frozenset[str]


class Case(NamedTuple):
    """A publication's case: its atlas, the stages to diagnose, and what was taken from the text."""

    file: str
    title: str
    stages: tuple[Stage, ...]
    taken: str
    area: str = "integration"
    phase: Phases = "both"
    pair: tuple[str, str] = ("national", "local")

    def read(self) -> Atlas:
        return read_atlas(FOLDER / self.file)


def expect(*types: str) -> frozenset[str]:
    return frozenset(types)


CASES = (
    Case(
        "netherlands-1980s.yaml",
        "Netherlands, minorities policy, 1980s",
        (
            Stage(
                ("rotterdam",),
                dt.date(1985, 12, 31),
                "centralist (Scholten 2013)",
                expect("centralist"),
            ),
        ),
        "A national policy for minorities, paid by the State, carried out by the towns. Only the "
        "abstract was at hand, and it does not speak of the 1980s: the facts are memory.",
    ),
    Case(
        "netherlands-2000s.yaml",
        "Netherlands, integration, 2000s",
        (
            Stage(
                ("amsterdam", "rotterdam"),
                dt.date(2008, 12, 31),
                "decoupled (Scholten 2016)",
                expect("decoupled"),
            ),
        ),
        "From the abstract: no vertical relations, diverging frames, conflict at times. From "
        "memory: who does what, the stances of the policies. The Civic Integration Act, which "
        "towns carry out, is recorded beside it.",
    ),
    Case(
        "united-kingdom.yaml",
        "United Kingdom, London boroughs and Glasgow",
        (
            Stage(
                ("tower-hamlets", "enfield", "glasgow"),
                dt.date(2009, 12, 31),
                "multilevel on occasion, with local latitude (Scholten 2016)",
                expect("multilevel", "localist"),
            ),
        ),
        "From the abstract: ad hoc initiatives of several levels around which frames agree, room "
        "for local adaptation. From memory: local area agreements, the contract on dispersal, "
        "stances.",
    ),
    Case(
        "netherlands-intra-eu.yaml",
        "Netherlands, intra-EU mobility",
        (
            Stage(
                ("the-hague", "rotterdam"),
                dt.date(2006, 12, 31),
                "decoupled (Scholten and others 2018)",
                expect("decoupled"),
            ),
            Stage(
                ("the-hague", "rotterdam"),
                dt.date(2010, 12, 31),
                "localist (same)",
                expect("localist"),
            ),
            Stage(
                ("the-hague", "rotterdam"),
                dt.date(2014, 12, 31),
                "emerging multilevel (same)",
                expect("multilevel"),
            ),
        ),
        "From the abstract: the three stages, and that cities built the ties from below. From "
        "memory: the years, what the State and the cities did, the declaration on housing.",
    ),
    Case(
        "berlin-malmo-rotterdam.yaml",
        "Berlin, Malmö, Rotterdam",
        (
            Stage(
                ("berlin", "malmo", "rotterdam"),
                dt.date(2009, 6, 30),
                "two-way interaction and convergence, no hierarchy (Dekker and others 2015)",
                expect("multilevel"),
            ),
        ),
        "The text was not at hand. All facts are memory of the article and of the three countries. "
        "The day is our choice.",
    ),
    Case(
        "italy-formulation.yaml",
        "Italy, agreement of 2014, formulation",
        (
            Stage(
                ("municipality-in-italy",),
                dt.date(2014, 12, 31),
                "between centralist and multilevel (Campomori and Ambrosini 2020)",
                expect("centralist", "multilevel"),
            ),
        ),
        "An agreement signed by all levels, tables on which all sit, the State in the lead; from "
        "memory. The municipality stands for those whose association signed; without that reading "
        "nothing but the rules of the State would join the pair.",
        area="reception",
        phase="formulation",
    ),
    Case(
        "italy-implementation.yaml",
        "Italy, implementation of reception",
        (
            Stage(
                ("municipality-in-italy",),
                dt.date(2017, 6, 30),
                "a battleground: near decoupled, with overt conflict (same)",
                expect("decoupled"),
            ),
        ),
        "From the abstract: competing frames, and municipalities that resist what is imposed. "
        "From memory: emergency centres of the prefect, weak cooperation. The municipality is one "
        "of those that resist.",
        area="reception",
        phase="implementation",
    ),
    Case(
        "tangier-2017.yaml",
        "Tangier, 2017",
        (
            Stage(
                ("tangier",),
                dt.date(2017, 12, 31),
                "decided nationally, municipalities not routinely engaged (MC2CM 2017)",
                expect("centralist"),
            ),
        ),
        "One paragraph of the report, which was at hand, and nothing else. It names no type. It "
        "says little of what ties the levels, and nothing of money or stances.",
    ),
    Case(
        "france-contracts.yaml",
        "France, territorial contracts for reception",
        (
            Stage(
                ("rennes",),
                dt.date(2021, 9, 30),
                "no published label; expected a hybrid of centralist and multilevel",
                expect("centralist", "multilevel"),
            ),
        ),
        "Pages of the ministry and its delegate, of the cities' association, and a report, all at "
        "hand. They describe the contract and not the whole relation, so that much stays unknown.",
    ),
)
