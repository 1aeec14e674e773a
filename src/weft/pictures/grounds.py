"""Why each setting of the page says what it says, and which question would settle most."""

from collections.abc import Sequence

from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import Diagnosis, Method, Reading, Setting
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.explanation import Explanation, explain, say_explanation
from weft.core.diagnosis.questions import Question, find_questions, say_question
from weft.core.diagnosis.scene import Scene

# Below this share of what the scores need, four bars over nearly the whole axis say nothing.
TELLING = 0.1


def find_telling(diagnosis: Diagnosis) -> Reading:
    """The reading that says more: what is confirmed, unless what is recorded knows more."""
    confirmed, recorded = diagnosis.readings
    return recorded if recorded.knownness > confirmed.knownness else confirmed


def is_telling(diagnosis: Diagnosis) -> bool:
    """Whether enough is known of a setting for its scores to say anything."""
    if not diagnosis.applicable:
        return False
    reading = find_telling(diagnosis)
    return reading.knownness >= TELLING or any(each.excluded_by for each in reading.scores)


class Grounds:
    """Explanations and questions of the settings of which enough is known, by setting."""

    def __init__(
        self, atlas: Atlas, nearby: Nearby, diagnoses: Sequence[Diagnosis], method: Method
    ) -> None:
        self.explanations: dict[Setting, Explanation] = {}
        self.questions: dict[Setting, Question | None] = {}
        told = [each for each in diagnoses if is_telling(each)]
        for name in ("confirmed", "recorded"):
            settings = [each.setting for each in told if find_telling(each).name == name]
            if not settings:
                continue
            found = explain(atlas, settings, method, name)
            self.explanations |= dict(zip(settings, found, strict=True))
            scenes = [Scene(nearby, each, method, name) for each in settings]
            asked = find_questions(scenes, enter_scenes(scenes))
            self.questions |= dict(zip(settings, asked, strict=True))

    def say(self, atlas: Atlas, diagnosis: Diagnosis) -> tuple[str, str]:
        """Why the answer is what it is, and what is most worth finding out; empty where it is
        settled."""
        setting, reading = diagnosis.setting, find_telling(diagnosis)
        why = say_explanation(atlas, self.explanations[setting], reading)
        if reading.name == "recorded":
            why = f"If what is recorded holds: {why[:1].lower()}{why[1:]}"
        question = self.questions[setting]
        if question is None or reading.verdict.settled:
            return why, ""
        return why, say_question(atlas, setting, question)
