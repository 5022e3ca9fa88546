"""Dossiers, wide and still; their stage, narrow and moving; their history, never changed."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big, Id, Moment, Small, Stamp, Told, Words
from app.core.db import NATION, Base


class StageStep(Base):
    """A step the procedure knows; the history accepts no other."""

    __tablename__ = "stage_step"
    __table_args__ = ({"schema": NATION},)

    from_stage: Mapped[Words] = mapped_column(primary_key=True)
    to_stage: Mapped[Words] = mapped_column(primary_key=True)


class DossierList(Base):
    """What an office hands in together (danh sách), in one of the official forms."""

    __tablename__ = "dossier_list"
    __table_args__ = (
        CheckConstraint(
            "state in ('received','read','unreadable','submitted','withdrawn')", name="state"
        ),
        Index(
            "uq_dossier_list_file", "unit_path", "form", "sha256",
            unique=True, postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_dossier_list_unit_path", "unit_path"),
    )  # fmt: skip

    id: Mapped[Id]
    form: Mapped[Words]
    group_code: Mapped[Words]
    unit_path: Mapped[AreaPath]
    """Territory of the office that compiled it; its rows may name communes inside."""
    compiled_on: Mapped[date]
    state: Mapped[Words]
    sha256: Mapped[bytes]
    document_id: Mapped[Big] = mapped_column(ForeignKey("document.id"))
    policy_version: Mapped[Words]
    row_count: Mapped[int | None] = mapped_column(Integer)
    good_count: Mapped[int | None] = mapped_column(Integer)
    faulty_count: Mapped[int | None] = mapped_column(Integer)
    total_dong: Mapped[Big | None]
    problem: Mapped[str | None] = mapped_column(Text)
    """Why the file could not be read, in Vietnamese."""
    problem_code: Mapped[str | None] = mapped_column(Text)
    maker_id: Mapped[Big]
    received_at: Mapped[Stamp]
    submitted_at: Mapped[Moment | None]
    version: Mapped[Small]
    """The upload that counts now; earlier ones are kept."""
    doubt_count: Mapped[int | None] = mapped_column(Integer)
    policy_revision: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many policy documents were in force when it came in: it keeps their road and rules."""


class Dossier(Base):
    """One claim of one person in one group, as the list told it (hồ sơ)."""

    __tablename__ = "dossier"
    __table_args__ = (
        CheckConstraint("amount_dong > 0", name="amount_positive"),
        CheckConstraint("months between 1 and 12", name="months"),
        CheckConstraint("full_name is nfc normalized", name="full_name_nfc"),
        Index("uq_dossier_row", "list_id", "row_number", unique=True),
        Index("ix_dossier_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    list_id: Mapped[Big]
    row_number: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[Big | None] = mapped_column(ForeignKey("household.id"))
    group_code: Mapped[Words]
    months: Mapped[Small]
    amount_dong: Mapped[Big]
    full_name: Mapped[Words]
    birth_date: Mapped[date | None]
    birth_year: Mapped[Small | None]
    sex: Mapped[Words | None]
    id_number: Mapped[Words | None]
    hamlet: Mapped[Words | None]
    category: Mapped[Words | None]
    note: Mapped[Words | None]
    area_path: Mapped[AreaPath]
    insurance_number: Mapped[Words | None]
    phone: Mapped[Words | None]
    account_number: Mapped[Words | None]
    account_name: Mapped[Words | None]
    bank: Mapped[Words | None]
    tax_code: Mapped[Words | None]
    """The employer's, or the household business's own."""
    business_id: Mapped[Big | None]
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What else the form says: employment, job, income, days (ISO), money (đồng)."""


class DossierStage(Base):
    """Where a dossier stands; the trigger keeps `from_stage` and `version` honest."""

    __tablename__ = "dossier_stage"
    __table_args__ = (
        Index("ix_dossier_stage_list_id", "list_id"),
        {"postgresql_with": {"fillfactor": 50}},
    )
    # Half a page free: a claim moves six times, and each move stays on its page.

    dossier_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("dossier.id"), primary_key=True, autoincrement=False
    )
    list_id: Mapped[Big]
    stage: Mapped[Words]
    from_stage: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    because: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(Text)
    area_path: Mapped[AreaPath]
    since: Mapped[date]
    """The house's day on which it entered its step; the trigger's word, as the next two."""
    resumed: Mapped[Small]
    """Working days that were left of the step when it was sent back; 0 for a first clock."""
    paused: Mapped[dict[str, int] | None] = mapped_column(JSONB(none_as_null=True))
    """Working days left of steps that wait until it comes back, by step."""


class DossierHistory(Base):
    """Every step a dossier took: who, when, from, to, why. Nobody can change it."""

    __tablename__ = "dossier_history"
    __table_args__ = (
        Index("ix_dossier_history_told", "told"),
        Index(
            "ix_dossier_history_ended", "area_path", "dossier_id",
            postgresql_where=text(
                "to_stage in ('refused','withdrawn','declined','superseded','revoked')"
            ),
        ),
    )  # fmt: skip

    dossier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    from_stage: Mapped[str | None] = mapped_column(Text)
    to_stage: Mapped[Words]
    at: Mapped[Moment]
    account_id: Mapped[Big | None]
    officer_id: Mapped[Big | None]
    because: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(Text)
    area_path: Mapped[AreaPath]
    told: Mapped[Big]
    """The transaction that wrote it, by which the sealer knows what can still come."""


class PersonClaim(Base):
    """What the nation must know of a claim: whose, which group, how much, and whether it lives.

    open: under way; live: approved, at most one per person in the whole country; closed: ended.
    """

    __tablename__ = "person_claim"
    __table_args__ = (
        CheckConstraint("state in ('open','live','closed')", name="state"),
        # Over an expression, not over the living rows alone: the planner takes an index of living
        # rows for an empty one as long as it has not counted them, and walks all of it. (Written as
        # PostgreSQL tells it, so that model and database compare equal.)
        Index(
            "uq_person_claim_live",
            text("\nCASE\n WHEN state = 'live'::text THEN person_id\n ELSE NULL::bigint\nEND"),
            unique=True,
        ),
        Index("ix_person_claim_person_id", "person_id"),
        Index("ix_person_claim_told", "told"),
        {"schema": NATION},
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Dossiers are numbered over the whole country."""
    province_code: Mapped[Words]
    person_id: Mapped[Big]
    group_code: Mapped[Words]
    amount_dong: Mapped[Big]
    tie_break: Mapped[AreaPath]
    """Area and row: settles equal claims the same way whichever list came first."""
    state: Mapped[Words]
    told: Mapped[Told]
    entered_as: Mapped[Big | None]
    """The person a merger moved this claim from."""


class Supersession(Base):
    """Which dossier won over which, and why; one line each time."""

    __tablename__ = "supersession"
    __table_args__ = (
        Index("ix_supersession_dossier_id", "dossier_id"),
        Index("ix_supersession_winner_id", "winner_id"),
    )

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    winner_id: Mapped[Big]
    """May belong to another province: dossiers are numbered over the whole country."""
    reason_code: Mapped[Words]
    at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class BenefitAdjustment(Base):
    """What became of money already paid when a higher benefit won: topped up, or to recover."""

    __tablename__ = "benefit_adjustment"
    __table_args__ = (
        CheckConstraint("kind in ('top_up','recovery')", name="kind"),
        CheckConstraint("amount_dong > 0", name="amount_positive"),
        CheckConstraint("state in ('open','settled')", name="state"),
        Index("uq_benefit_adjustment", "dossier_id", "other_id", "kind", unique=True),
    )

    id: Mapped[Id]
    kind: Mapped[Words]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    """The dossier that is topped up, or whose money comes back."""
    other_id: Mapped[Big]
    """The dossier it is set against."""
    amount_dong: Mapped[Big]
    state: Mapped[Words]
    made_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class Declination(Base):
    """A person's own statement that they do not take the support; it can be taken back."""

    __tablename__ = "declination"
    __table_args__ = (
        Index(
            "uq_declination_standing", "dossier_id",
            unique=True, postgresql_where=text("revoked_at is null"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    dossier_id: Mapped[Big] = mapped_column(ForeignKey("dossier.id"))
    list_id: Mapped[Big]
    statement: Mapped[Words]
    stated_at: Mapped[Moment]
    witness: Mapped[Words]
    from_stage: Mapped[Words]
    recorded_by: Mapped[Big]
    recorded_at: Mapped[Stamp]
    revoked_at: Mapped[Moment | None]
    revoked_by: Mapped[Big | None]
    revocation: Mapped[Words | None]
    area_path: Mapped[AreaPath]


class PartTaken(Base):
    """One natural person has one part in a list, for ever: maker, council of a level, or signer."""

    __tablename__ = "part_taken"
    __table_args__ = (Index("uq_part_taken_part", "list_id", "officer_id", "part", unique=True),)

    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"), primary_key=True)
    officer_id: Mapped[Big] = mapped_column(primary_key=True)
    part: Mapped[Words]
    area_path: Mapped[AreaPath]


class Interest(Base):
    """Somebody in office says that a list, or one dossier of it, concerns themselves or their own.

    Who had no part in the list yet takes the part "recused" with it, and so never another one.
    """

    __tablename__ = "interest"
    __table_args__ = (
        ForeignKeyConstraint(
            ["list_id", "officer_id", "part"],
            ["part_taken.list_id", "part_taken.officer_id", "part_taken.part"],
            name="fk_interest_part",
        ),
        Index("ix_interest_list_id", "list_id"),
    )

    id: Mapped[Id]
    officer_id: Mapped[Big]
    list_id: Mapped[Big]
    dossier_id: Mapped[Big | None] = mapped_column(ForeignKey("dossier.id"))
    words: Mapped[Words]
    part: Mapped[Words]
    """What the officer is to the list: recused, or the part taken before the word was said."""
    declared_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class Hold(Base):
    """A dossier, a list, a batch or a payment stands still until a word lets it go on.

    Of a payment the order that was meant is kept, but its dossier and month are held: what is
    issued in its place is held too.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(dossier_id, list_id, batch_id) = 1 and about ="
            " case when order_id is not null then 'order' when dossier_id is not null"
            " then 'dossier' when list_id is not null then 'list' else 'batch' end"
            " and (order_id is null or dossier_id is not null)",
            name="target",
        ),
        CheckConstraint("(order_id is null) = (first_month is null)", name="month"),
        CheckConstraint("state in ('live','released')", name="state"),
        CheckConstraint(
            "num_nonnulls(released_at, released_by, release_words)"
            " = case state when 'live' then 0 else 3 end",
            name="released",
        ),
        Index("ix_hold_state", "state"),
    )

    id: Mapped[Id]
    about: Mapped[Words]
    dossier_id: Mapped[Big | None] = mapped_column(ForeignKey("dossier.id"))
    list_id: Mapped[Big | None] = mapped_column(ForeignKey("dossier_list.id"))
    batch_id: Mapped[Big | None] = mapped_column(ForeignKey("batch.id"))
    order_id: Mapped[Big | None]
    first_month: Mapped[date | None]
    state: Mapped[Words]
    reason: Mapped[Words]
    office_path: Mapped[AreaPath]
    """The office that held; it, or one above it, lets go."""
    placed_by: Mapped[Big]
    placed_at: Mapped[Stamp]
    released_at: Mapped[Moment | None]
    released_by: Mapped[Big | None]
    release_words: Mapped[Words | None]
    area_path: Mapped[AreaPath]


class Batch(Base):
    """The cases of one decision (đợt), with the submission paper (tờ trình) that takes them up."""

    __tablename__ = "batch"
    __table_args__ = (CheckConstraint("state in ('open','approved','refused')", name="state"),)

    id: Mapped[Id]
    paper_number: Mapped[Words]
    state: Mapped[Words]
    made_by: Mapped[Big]
    made_at: Mapped[Stamp]
    area_path: Mapped[AreaPath]


class BatchList(Base):
    """A list travels in one undecided batch at a time."""

    __tablename__ = "batch_list"
    __table_args__ = (
        Index(
            "uq_batch_list_undecided", "list_id", unique=True, postgresql_where=text("undecided")
        ),
    )

    batch_id: Mapped[Big] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    list_id: Mapped[Big] = mapped_column(ForeignKey("dossier_list.id"), primary_key=True)
    undecided: Mapped[bool] = mapped_column(Boolean)
    area_path: Mapped[AreaPath]
