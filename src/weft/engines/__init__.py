"""Engines: where a diagnosis is computed when one process is too slow for it."""

from weft.engines.session import EngineError, EngineMissingError, open_session
from weft.engines.spark import DIAGNOSES, diagnose_on_spark, frame_diagnoses

__all__ = [
    "DIAGNOSES",
    "EngineError",
    "EngineMissingError",
    "diagnose_on_spark",
    "frame_diagnoses",
    "open_session",
]
