"""Addresses of the desk where figures are brought; each begins with /figures/bring."""

from django.urls import URLPattern, path

from weft.web.observatory.delivering import versions, views

urlpatterns: list[URLPattern] = [
    path("", views.bring, name="figures-bring"),
    path("/versions/<slug:token>", versions.show_version, name="figures-version"),
    path("/versions/<slug:token>/recipe.yaml", versions.give_recipe, name="figures-version-recipe"),
    path("/<uuid:token>", views.show_delivery, name="figures-file"),
]
