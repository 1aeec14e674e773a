"""Addresses of the desk where figures are brought; each begins with /figures/bring."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
