"""The app diagnosis, as Django knows it."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "weft.web.diagnosis"
    label = "diagnosis"
