"""weft demo: checks and diagnoses the MC2CM atlas and writes one page to open in a browser."""


def demo() -> None: ...
