"""Run by `scripts/bench intake` in an environment of its own: a workbook by django-import-export.

`bench_import_export.py SOCKET_FOLDER DATABASE FILE bulk|default` prints the seconds.
"""

import sys
import time
from pathlib import Path

import django
from django.conf import settings

folder, database, file, mode = sys.argv[1:]
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": database, "USER": "postgres",
            "HOST": folder, "PORT": "5432",
        }
    },
    INSTALLED_APPS=["import_export"],
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)  # fmt: skip
django.setup()

from django.db import connection, models  # noqa: E402 - after the set-up
from import_export import fields, resources, widgets  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402


def words():
    """Text that may be missing."""
    return models.TextField(null=True, blank=True)


class Row(models.Model):
    """A claim, its person, keys and verdict in one table, with the indexes ours have of them."""

    list_id = models.BigIntegerField(db_index=True)
    row_number = models.IntegerField()
    version = models.SmallIntegerField()
    entry = models.IntegerField()
    change = models.TextField()
    digest = models.UUIDField()
    good = models.BooleanField()
    stage = models.TextField()
    group_code = models.TextField()
    months = models.SmallIntegerField()
    amount_dong = models.BigIntegerField()
    person_id = models.BigIntegerField(unique=True)
    household_id = models.BigIntegerField(db_index=True)
    full_name = models.TextField()
    name_key = models.TextField()
    birth_date = models.DateField(null=True, blank=True, db_index=True)
    birth_year = models.SmallIntegerField(null=True, blank=True)
    sex = words()
    cmnd = words()
    cccd = words()
    k_number = models.UUIDField(unique=True)
    k_name_birth = models.UUIDField(db_index=True)
    k_name_year = models.UUIDField(db_index=True)
    hamlet = words()
    category = words()
    note = words()
    area_path = models.TextField()

    class Meta:
        app_label = "import_export"
        db_table = "bench_usual"
        constraints = (
            models.UniqueConstraint(fields=["list_id", "row_number"], name="bench_usual_row"),
            models.UniqueConstraint(
                fields=["list_id", "version", "entry"], name="bench_usual_verdict"
            ),
        )
        indexes = (models.Index(fields=["name_key", "birth_year"], name="bench_usual_name"),)


class Plain(resources.ModelResource):
    """Its defaults: each row looked up, saved by itself, with a diff for the reviewer."""

    birth_date = fields.Field(
        attribute="birth_date", column_name="birth_date", widget=widgets.DateWidget("%d/%m/%Y")
    )

    class Meta:
        model = Row
        exclude = ("id",)
        import_id_fields = ("k_number",)


class Bulk(Plain):
    """Everything its manual knows for speed: batches, no look-up, no diff."""

    class Meta(Plain.Meta):
        use_bulk = True
        batch_size = 1_000
        skip_diff = True
        force_init_instance = True


def timed():
    """Seconds from the file's bytes to its rows committed."""
    content = Path(file).read_bytes()
    resource = {"bulk": Bulk, "default": Plain}[mode]()
    start = time.perf_counter()
    dataset = XLSX().create_dataset(content)
    resource.import_data(dataset, raise_errors=True, use_transactions=True)
    seconds = time.perf_counter() - start
    if Row.objects.count() != len(dataset):
        raise SystemExit("not every row was imported")
    return seconds


with connection.schema_editor() as editor:
    editor.create_model(Row)
try:
    sys.stdout.write(f"{timed():.6f}")
finally:
    with connection.schema_editor() as editor:
        editor.delete_model(Row)
