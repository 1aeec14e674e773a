"""Addresses of people: joining, one's own page, who may do what."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
