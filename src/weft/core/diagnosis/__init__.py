"""The diagnosis: which configuration of relations between levels holds, and on which facts."""

from weft.core.diagnosis.diagnosis import (
    SEED,
    Diagnosis,
    Reading,
    diagnose,
    iterate_diagnoses,
)
from weft.core.diagnosis.evidence import READINGS
from weft.core.diagnosis.findings import Finding
from weft.core.diagnosis.method import TYPES, Method, MethodError, read_method
from weft.core.diagnosis.outcome import Score
from weft.core.diagnosis.setting import Phases, Setting, SettingError, find_pair, list_settings

__all__ = [
    "READINGS",
    "SEED",
    "TYPES",
    "Diagnosis",
    "Finding",
    "Method",
    "MethodError",
    "Phases",
    "Reading",
    "Score",
    "Setting",
    "SettingError",
    "diagnose",
    "find_pair",
    "iterate_diagnoses",
    "list_settings",
    "read_method",
]
