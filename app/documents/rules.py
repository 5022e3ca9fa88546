"""What a paper must respect before it is drawn."""

from app.core.errors import Refused


class PaperDoesNotFoot(Refused):
    """The paper says {stated} where its parts make {found}: {what}."""

    vi = "Văn bản ghi {stated} nhưng các phần cộng lại là {found}: {what}."
