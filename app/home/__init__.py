"""Home: the first page of everybody, with what waits for them and until when."""

__all__: list[str] = []
