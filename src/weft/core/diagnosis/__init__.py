"""The diagnosis: which configuration of relations between levels holds, and on which facts."""

from weft.core.diagnosis.diagnosis import Diagnosis, Finding, Reading, Score, diagnose
from weft.core.diagnosis.evidence import READINGS
from weft.core.diagnosis.method import TYPES, Method, MethodError, read_method
from weft.core.diagnosis.setting import Setting, SettingError, find_pair, list_settings

__all__ = [
    "READINGS",
    "TYPES",
    "Diagnosis",
    "Finding",
    "Method",
    "MethodError",
    "Reading",
    "Score",
    "Setting",
    "SettingError",
    "diagnose",
    "find_pair",
    "list_settings",
    "read_method",
]
