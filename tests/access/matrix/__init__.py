"""The scope matrix: every route × every role × every place one may stand in relation to its target.

What is expected is read from the permission table (`app.access.rules`) and from the law that the
route follows (`laws.py`), never from an answer. Every door of the OpenAPI has one line in
`routes.py` or a file beside it (`*_routes.py`; pages are lines of `page(…)`); a door without a
line, or a line without a door, fails the build.

A new door is one more line there:

    door("POST /lists/{list_id}/withdrawal", OFFICE, list_id="draft"),

that is: the door, the law it follows, for each parameter of the path the name of a target in
`ground.py`, and where they are needed `body=` (a value, or a function of the ground), `query=`,
`home=` (the unit in which the target lies, a commune unless said) and `shows=False` for a listing
in which nothing tells one place from another. A new kind of target is one more entry in
`ground.plant` or `matters.plant_matters`. Then `python -m tests.access.matrix --write` prints
docs/scope-matrix.md anew.
"""
