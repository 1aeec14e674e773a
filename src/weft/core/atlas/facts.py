"""The facts of an atlas, each declared once: file format, schema, forms and engine use these."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.records import (
    NOBODY,
    UNKNOWN,
    Amount,
    Area,
    Decimal,
    Fact,
    Grade,
    Id,
    Level,
    Model,
    OrNobody,
    Phase,
    Record,
    Ref,
    Share,
    Sourced,
    Year,
)
from weft.core.terms import Line, PartialDate, Term, Text

GOVERNMENTAL = frozenset({"government", "agency"})
NON_GOVERNMENTAL = frozenset(
    {"civil_society", "migrants_association", "social_partner", "private", "academic", "media"}
)

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
ActorId = Annotated[Id, Ref("actors")]
PlaceId = Annotated[Id, Ref("places")]
Points = Annotated[float, Decimal, Field(ge=-2, le=2, allow_inf_nan=False)]
Areas = Annotated[tuple[Area, ...], Field(min_length=1)]


class Place(Sourced):
    """A territory in the tree of levels."""

    name: Text = Field(description="The name; more languages as name:fr, name:ar")
    levels: Annotated[tuple[Level, ...], Field(min_length=1)] = Field(
        description="Its level of government; two if it is two at once (Vienna: regional; local)"
    )
    kind: Kind | None = Field(
        None, description="What the law there calls it: commune, regione, governorate"
    )
    parent: PlaceId | None = Field(None, description="The place that it is part of")
    latitude: Annotated[float, Decimal, Field(ge=-90, le=90, allow_inf_nan=False)] | None = Field(
        None, description="Degrees north"
    )
    longitude: Annotated[float, Decimal, Field(ge=-180, le=180, allow_inf_nan=False)] | None = (
        Field(None, description="Degrees east")
    )
    population: Annotated[int, Field(ge=0)] | None = Field(None, description="Inhabitants")
    codes: dict[Kind, Line] = Field(
        default_factory=dict,
        description="Official codes by register: codes:iso, codes:nuts, codes:lau, codes:geonames",
    )

    def list_key(self) -> tuple[str | None, ...]:
        return (self.name.read(),)


class Source(Record):
    """A document on which facts rest."""

    title: Text = Field(description="The title of the document, law or register")
    author: Line | None = Field(None, description="Who wrote it")
    publisher: Line | None = Field(None, description="Who published it")
    date: PartialDate | None = Field(None, description="When it was published")
    url: Annotated[Line, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)] | None = (
        Field(None, description="Where it can be read, http:// or https://")
    )
    language: (
        Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None
    ) = Field(None, description="Its language, as a code: en, fr, ar")
    licence: Line | None = Field(None, description="The licence of its text or data")
    grade: Grade = Field(
        "C", description="A law or register, B official report or study, C secondary, D hearsay"
    )
    note: Text | None = Field(None, description="Anything a reader should know")

    def list_key(self) -> tuple[str | None, ...]:
        return (self.title.read(),)


class Contact(Model):
    """How to reach an office. A function, never a person."""

    office: Text | None = Field(None, description="The office, not a person: Migration desk")
    email: (
        Annotated[Line, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None
    ) = Field(None, description="A functional address: migration@city.example")
    phone: Annotated[Line, StringConstraints(pattern=r"^[+0-9 ()./-]+$", max_length=40)] | None = (
        Field(None, description="The office's telephone")
    )
    url: Annotated[Line, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)] | None = (
        Field(None, description="The office's page")
    )


class Actor(Fact):
    """Somebody who acts: a government, an office, an association, an organisation."""

    name: Text = Field(description="The name; more languages as name:fr, name:ar")
    kind: Annotated[str, Term("actor_kinds")] = Field(description="What sort of actor it is")
    place: PlaceId | None = Field(None, description="The territory it acts for")
    levels: tuple[Level, ...] = Field(
        (), description="Its level, only if it is not that of its parent or place"
    )
    parent: ActorId | None = Field(None, description="The actor it answers to or is part of")
    networks: tuple[ActorId, ...] = Field((), description="Networks it belongs to")
    works: Annotated[str, Term("works")] | None = Field(
        None, description="For civil society: works for, with or beyond the administration"
    )
    contact: Contact | None = Field(None, description="An office, not a person")

    @model_validator(mode="after")
    def _check_id(self) -> "Actor":
        if self.id in (NOBODY, UNKNOWN):
            raise PydanticCustomError(
                "reserved_id",
                "'{id}' is an answer, not an actor; choose another id",
                {"id": self.id},
            )
        return self

    def list_key(self) -> tuple[str | None, ...]:
        return (self.name.read(),)


class Competence(Fact):
    """Who holds (or expressly does not hold) a role in an area, by law or in practice.

    The holder is an actor; or, with `place_kind`, the government of every place of that kind
    inside `place`; or "nobody" (surveyed) or "unknown" (asked, not known) at `place` and `level`.
    """

    holder: Annotated[Id, Ref("actors", NOBODY, UNKNOWN)] | None = Field(
        None, description="The actor; or nobody, or unknown; empty if stated for a kind of place"
    )
    area: Area = Field(description="The policy area")
    role: Annotated[str, Term("roles")] = Field(description="What it does there")
    basis: Annotated[str, Term("bases")] = Field(description="By law, or in practice")
    holds: bool = Field(True, description="no: it is recorded as not having this")
    phase: Phase | None = Field(None, description="Empty: formulation and implementation")
    place: PlaceId | None = Field(
        None, description="Where, if not the actor's own territory; needed for nobody and unknown"
    )
    level: Level | None = Field(None, description="The level meant by nobody or unknown")
    place_kind: Kind | None = Field(
        None, description="Holds for the government of every place of this kind inside the place"
    )

    @model_validator(mode="after")
    def _check_holder(self) -> "Competence":
        if (self.holder is None) == (self.place_kind is None):
            raise PydanticCustomError(
                "holder", "name either a holder or a place_kind, and not both"
            )
        if self.place is None and (self.place_kind or self.holder in (NOBODY, UNKNOWN)):
            raise PydanticCustomError(
                "holder_place",
                "say where: a place is needed with nobody, unknown or a place_kind",
            )
        return self

    def list_key(self) -> tuple[str | None, ...]:
        return (
            f"every {self.place_kind}" if self.place_kind else self.holder,
            self.place if self.place_kind or self.holder in (NOBODY, UNKNOWN) else None,
            self.level, self.role, self.area, self.basis, None if self.holds else "not",
            self.phase, self.asserted_by, self.start,
        )  # fmt: skip


class Member(Model):
    """An actor's seat in a mechanism."""

    actor: ActorId = Field(description="Who takes part")
    seat: Annotated[str, Term("seats")] = Field("member", description="chair, member or observer")
    voice: Annotated[str, Term("voices")] | None = Field(
        None, description="vote, voice, consulted or contractor; empty: not known"
    )


class Mechanism(Fact):
    """A thread between actors: a body, a contract, a duty, an exchange, a shared service."""

    name: Text = Field(description="The name; more languages as name:fr, name:ar")
    kind: Annotated[str, Term("mechanism_kinds")] = Field(description="What sort of thread it is")
    areas: Areas = Field(description="The policy areas it serves")
    members: tuple[Member, ...] = Field((), description="Who takes part, with seat and voice")
    place: PlaceId | None = Field(
        None, description="The territory it serves; empty: the territories of its members"
    )
    phase: Phase | None = Field(None, description="Empty: formulation and implementation")
    formality: Annotated[str, Term("formalities")] | None = Field(
        None, description="formal, semi_formal or informal"
    )
    meetings: Amount | None = Field(None, description="Meetings a year; empty: not known")
    last_active: PartialDate | None = Field(None, description="When it last met or worked")
    coverage: Share | None = Field(
        None, description="Share of the people concerned, 0 to 1; empty: all of them"
    )
    initiator: ActorId | None = Field(None, description="Who started it")
    decides: bool | None = Field(None, description="For a body: does it decide")
    agenda: Annotated[tuple[ActorId, ...], OrNobody] | None = Field(
        None, description="For a body: who sets the agenda; empty: not known"
    )
    veto: Annotated[tuple[ActorId, ...], OrNobody] | None = Field(
        None, description="For a body: who alone may stop it; nobody if recorded as none"
    )
    voluntary: bool | None = Field(None, description="For a body: do its members come freely")
    steering: bool | None = Field(
        None, description="For a contract: does it have a joint steering committee"
    )

    def list_key(self) -> tuple[str | None, ...]:
        return (self.name.read(), self.start if self.until else None)


class Stance(Model):
    """Where a policy stands on each axis, from -2 to 2; empty: not known."""

    access: Points | None = Field(None, description="-2 restrictive ... 2 open")
    purpose: Points | None = Field(None, description="-2 control ... 2 rights")
    approach: Points | None = Field(None, description="-2 assimilation ... 2 diversity")
    target: Points | None = Field(None, description="-2 targeted ... 2 mainstream")
    horizon: Points | None = Field(None, description="-2 temporary ... 2 settlement")


class Policy(Fact):
    """A law, strategy, plan or programme of an actor, or of every place of a kind."""

    name: Text = Field(description="The name; more languages as name:fr, name:ar")
    issuer: ActorId | None = Field(
        None, description="Whose policy it is; empty if stated for a kind of place"
    )
    areas: Areas = Field(description="The policy areas it serves")
    kind: Annotated[str, Term("policy_kinds")] = Field(description="What sort of policy it is")
    origin: Annotated[str, Term("origins")] | None = Field(
        None, description="own, or derived from a higher level; empty: not known"
    )
    phase: Phase | None = Field(None, description="Empty: formulation and implementation")
    stance: Stance | None = Field(None, description="Where it stands on each axis, -2 to 2")
    place: PlaceId | None = Field(None, description="Where, if not the issuer's own territory")
    place_kind: Kind | None = Field(
        None, description="Holds for the government of every place of this kind inside the place"
    )

    @model_validator(mode="after")
    def _check_issuer(self) -> "Policy":
        if (self.issuer is None) == (self.place_kind is None):
            raise PydanticCustomError(
                "issuer", "name either an issuer or a place_kind, and not both"
            )
        if self.place_kind and self.place is None:
            raise PydanticCustomError("issuer_place", "say where: a place_kind needs a place")
        return self

    def list_key(self) -> tuple[str | None, ...]:
        return (self.name.read(),)


class Resource(Fact):
    """The means an actor has for an area in a year, and what its task costs and needs."""

    actor: ActorId = Field(description="Whose means these are")
    area: Area = Field(description="The policy area")
    year: Year = Field(description="The year the figures are for")
    money: Amount | None = Field(None, description="Money available, in the currency named")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = Field(
        None, description="ISO 4217 code: EUR, MAD, JOD"
    )
    earmarked: bool | None = Field(None, description="yes: only for this purpose; no: free to use")
    staff: Amount | None = Field(None, description="Staff, in full-time equivalents")
    trained_staff: Amount | None = Field(
        None, description="Of these, trained on migration, in full-time equivalents"
    )
    task_cost: Amount | None = Field(None, description="What the task costs, same currency")
    task_staff: Amount | None = Field(
        None, description="Staff the task needs, full-time equivalents"
    )
    capacity: Amount | None = Field(None, description="How many it serves or shelters")
    capacity_unit: Text | None = Field(None, description="Of what: people a night")

    def list_key(self) -> tuple[str | None, ...]:
        return (self.actor, self.area, str(self.year), self.asserted_by)


class Report(Fact):
    """A published account by an actor of what was done in an area in a year."""

    issuer: ActorId = Field(description="Who gives the account")
    area: Area = Field(description="The policy area")
    year: Year = Field(description="The year it is about")
    title: Text = Field(description="The title of the account")

    def list_key(self) -> tuple[str | None, ...]:
        return (self.issuer, self.area, str(self.year), self.title.read())


class Zone(Fact):
    """Places that form one housing or labour market."""

    name: Text = Field(description="The name; more languages as name:fr, name:ar")
    kind: Annotated[str, Term("zone_kinds")] = Field(description="housing or labour market")
    places: Annotated[tuple[PlaceId, ...], Field(min_length=1)] = Field(
        description="The places that belong to it"
    )
    population: Annotated[int, Field(ge=0)] | None = Field(None, description="People living in it")

    def list_key(self) -> tuple[str | None, ...]:
        return (self.name.read(),)


class Dispute(Fact):
    """A conflict between actors about an area."""

    name: Text = Field(description="What the conflict is about, in a few words")
    parties: tuple[ActorId, ...] = Field((), description="Between whom")
    areas: Areas = Field(description="The policy areas it is about")
    kind: Annotated[str, Term("dispute_kinds")] = Field(description="How it is carried out")
    openness: Annotated[str, Term("openness")] | None = Field(
        None, description="overt, or in the shadow"
    )
    place: PlaceId | None = Field(
        None, description="Where it is fought; empty: the territories of its parties"
    )

    def list_key(self) -> tuple[str | None, ...]:
        return (self.name.read(),)


class Survey(Fact):
    """A statement that what is recorded of some kind is all there is: it closes the world.

    It covers a pair of levels (the same level twice: ties among its actors), or the actors named,
    or, with neither, everybody. `found` lists the facts it found; "nobody" if it found none.
    """

    name: Text = Field(description="What was surveyed, in a few words")
    place: PlaceId = Field(description="The territory surveyed")
    levels: Annotated[tuple[Level, ...], Field(max_length=2)] = Field(
        (), description="The pair of levels surveyed: national; local"
    )
    actors: tuple[ActorId, ...] = Field((), description="Or the actors surveyed")
    areas: Areas = Field(description="The policy areas surveyed")
    closes: Annotated[tuple[Annotated[str, Term("survey_scopes")], ...], Field(min_length=1)] = (
        Field(description="What is recorded completely: ties, competences, policies ...")
    )
    phase: Phase | None = Field(None, description="Empty: formulation and implementation")
    found: Annotated[tuple[Annotated[Id, Ref("facts")], ...], OrNobody] | None = Field(
        None, description="Ids of the facts found; nobody if there were none; empty: not listed"
    )

    def list_key(self) -> tuple[str | None, ...]:
        return (self.name.read(),)
