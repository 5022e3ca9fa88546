"""Rows that become cards on a telephone carry the headings of their columns."""

from markupsafe import Markup

from app.core.cards import carded

HEAD = (
    '<thead><tr><td class="tick"></td><th scope="col">Tên</th>'
    '<th scope="col">Số <b>tiền</b></th></tr></thead>'
)


def test_cells_are_marked_with_their_headings() -> None:
    row = (
        '<tr><td class="tick">x</td><th scope="row">An</th><td class="number">5</td><td>y</td></tr>'
    )
    assert (
        carded(f"{HEAD}<tbody>{row}{row}</tbody>").count('<td data-th="Số tiền" class="number">5')
        == 2
    )
    told = carded(Markup(f"{HEAD}<tbody>{row}</tbody>"))
    assert '<td class="tick">x</td><th scope="row">An</th>' in told
    assert told.endswith("<td>y</td></tr></tbody>")
    assert HEAD in told


def test_a_bare_number_that_heads_a_row_keeps_its_label_and_blanks_are_empty() -> None:
    told = carded(
        "<thead><tr><th>Dòng</th><th>Việc</th></tr></thead>"
        '<tr><th class="short">3</th><td>\n  </td></tr>'
    )
    assert '<th data-th="Dòng" class="short">3</th><td data-th="Việc"></td>' in told


def test_a_table_without_headings_stays_as_it_is() -> None:
    assert carded("<tbody><tr><td>1</td></tr></tbody>") == "<tbody><tr><td>1</td></tr></tbody>"
