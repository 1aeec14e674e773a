"""The public read API: everything that the pages show, as JSON, for programs.

`weft.web.urls` mounts it with `path("api/v1/", api.urls)`, outside of the languages of pages.
"""

from weft.web.api.reading import api

__all__ = ["api"]
