"""How an interview ends: the weave with what it adds, what is wrong with any of it, and its way
into the atlas, all of it or nothing."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from weft.core.atlas import Problem
from weft.core.atlas.facts import Competence
from weft.core.atlas.records import Fact
from weft.core.terms import Text
from weft.core.terms.phrases import write_list
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import take_stand
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.matters import is_involved
from weft.web.atlas.telling import Teller
from weft.web.contributing.drafts import Papers, publish_drafts, read_papers, show_with_drafts
from weft.web.contributing.interviewing.answers import Talk
from weft.web.contributing.interviewing.questions import Question
from weft.web.contributing.interviewing.records import Outcome, fit_drafts, write_titles
from weft.web.contributing.models import Draft, Interview
from weft.web.diagnosis.facts import Brief, read_brief


@dataclass(frozen=True)
class Wrong:
    """A draft that cannot be published, with the question that it comes from."""

    draft: Draft
    problems: tuple[Problem, ...]
    question: Question | None


class Ending:
    """What an interview comes to."""

    def __init__(self, talk: Talk, outcome: Outcome) -> None:
        self.talk, self.outcome = talk, outcome
        self.drafts = tuple(talk.interview.drafts.all())

    @cached_property
    def papers(self) -> Papers:
        return read_papers(self.talk.interview.person, self.talk.view, self.drafts)

    @cached_property
    def shown(self) -> View:
        """What the person sees, as if the interview were published already."""
        view = self.talk.view
        return View(show_with_drafts(view, self.papers), view.version, view.origins)

    @cached_property
    def brief(self) -> Brief:
        return read_brief(self.shown, self.talk.place)

    def list_new(self) -> list[tuple[str, list[Markup]]]:
        """What is new, each in a sentence, under headings."""
        teller = Teller(self.shown, self.talk.language)
        groups = [
            (_("Who does what"), ("competences",)),
            (_("Who meets whom"), ("mechanisms",)),
            (_("What is contested"), ("disputes",)),
            (_("Who acts"), ("actors",)),
        ]
        told = [
            (title, [teller.sentence(x) for x in self._list_facts(*sections)])
            for title, sections in groups
        ]
        return [each for each in told if each[1]]

    def say_new(self) -> str:
        """What is new, counted: 3 roles and 1 thread; empty for nothing. A role that somebody has
        by law and in practice counts once."""
        roles = {
            (each.area, each.role, each.holder, each.level)
            for each in self._list_facts("competences")
            if isinstance(each, Competence)
        }
        threads, disputes, actors = (
            len(self._list_facts(each)) for each in ("mechanisms", "disputes", "actors")
        )
        parts = [
            (ngettext("%(count)s role", "%(count)s roles", len(roles)), len(roles)),
            (ngettext("%(count)s thread", "%(count)s threads", threads), threads),
            (ngettext("%(count)s dispute", "%(count)s disputes", disputes), disputes),
            (ngettext("%(count)s actor", "%(count)s actors", actors), actors),
        ]
        counted = [words % {"count": number} for words, number in parts if number]
        return write_list(counted, self.talk.language)

    def _list_facts(self, *sections: str) -> list[Fact]:
        found = [self.papers.records.get(x.pk) for x in self.drafts if x.section in sections]
        return [each for each in found if isinstance(each, Fact)]

    def list_wrong(self) -> list[Wrong]:
        """The drafts that cannot be published, and why."""
        made = self.talk.interview.asked["drafts"]
        slots = {number: slot for slot, number in made.items()}
        questions = {each.key: each for each in self.talk.questions}
        return [
            Wrong(each, found, questions.get(slots.get(each.pk, "").partition("/")[0]))
            for each in self.drafts
            if (found := self.papers.problems.get(each.pk))
        ]

    def list_confirmed(self) -> list[str]:
        """The facts on record that the answers repeat and that the actor for whom the person writes
        may confirm, but has not said anything of yet."""
        actor, atlas = self.talk.interview.actor_id, self.talk.view.atlas
        if actor is None:
            return []
        return [
            key
            for key in self.outcome.repeated
            if (fact := atlas.facts.get(key))
            and fact.asserted_by != actor
            and all(each.actor != actor for each in fact.positions)
            and is_involved(atlas, actor, fact)
        ]

    def tell_confirmed(self) -> list[Any]:
        """These facts as a page shows them."""
        return list(self.talk.teller.facts(self.list_confirmed()))


def publish_interview(talk: Talk, confirm: bool) -> None:
    """Make an interview count, all of it or nothing: its drafts become part of the atlas; where it
    repeats what is on record, its actor confirms that if asked to. Its answers are kept, for others
    to compare. Once is enough.

    Raises what `drafts.publish_drafts` and `atlas.actions.take_stand` raise.
    """
    with transaction.atomic():
        interview = lock(talk.interview)
        person = interview.person
        talk = Talk(interview, read_view(read_for(person)), talk.language)
        if talk.published:
            return
        ending = Ending(talk, fit_drafts(talk))
        confirmed = ending.list_confirmed() if confirm else []
        said = Text(write_titles(talk))
        if ending.drafts:
            publish_drafts(person, ending.drafts, said.read(talk.language))
        for key in confirmed:
            take_stand(person, str(interview.actor_id), key, "confirms", timezone.localdate(), said)
        # Who was new is on record now, perhaps under another id.
        Talk(interview, read_view(read_for(person)), talk.language).tidy()
        interview.asked |= {"published": timezone.now().isoformat(), "drafts": {}}
        interview.finished_at = timezone.now()
        interview.save()


def lock(interview: Interview) -> Interview:
    """The interview as it stands now, while nobody else writes it; in a transaction."""
    waiting = Interview.objects.select_for_update(of=("self",)).select_related("person")
    return waiting.get(pk=interview.pk)


def finish(talk: Talk) -> None:
    """Keep what an interview adds as drafts, and let its answers be compared."""
    with transaction.atomic():
        interview = lock(talk.interview)
        interview.finished_at = timezone.now()
        interview.save()
