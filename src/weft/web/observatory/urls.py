"""Addresses of figures: what there is, of which places, and how it is brought."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/bring", include("weft.web.observatory.delivering.urls")),
]
