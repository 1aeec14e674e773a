"""An atlas as linked data: JSON-LD in the terms of CPOV and W3C ORG, for other people's tools."""

from weft.core.atlas.jsonld.writing import write_jsonld

__all__ = ["write_jsonld"]
