"""Addresses of figures: what there is, of which places, and how it is brought."""

from django.urls import URLPattern, URLResolver, include, path

from weft.web.observatory import comparing, datasets, exporting

urlpatterns: list[URLPattern | URLResolver] = [
    path("figures", datasets.show_observatory, name="figures"),
    path("figures/map.svg", datasets.show_map, name="figures-map"),
    path("figures/compare", comparing.compare_places, name="compare-figures"),
    path("figures/compare.svg", comparing.show_compare_chart, name="compare-figures-chart"),
    path("figures/catalogue.jsonld", exporting.give_catalogue, name="figures-catalogue"),
    path("figures/datasets/<slug:key>", datasets.show_dataset, name="dataset"),
    path("figures/datasets/<slug:key>/<str:form>", exporting.give_file, name="dataset-file"),
    path("figures/bring", include("weft.web.observatory.delivering.urls")),
]
