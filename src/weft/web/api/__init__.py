"""The public read API: everything that the pages show, as JSON, for programs. Mounted by
`weft.web.urls` with `path("api/v1/", api.urls)`, outside of languages."""

from weft.web.api.reading import api

__all__ = ["api"]
