"""Run by `scripts/bench intake` in an environment of its own: a workbook by django-import-export.

`bench_import_export.py SOCKET_FOLDER DATABASE FILE bulk|default TURNS` prints seconds as JSON.
"""

import json
import sys
import time
from pathlib import Path

import django
from django.conf import settings

folder, database, file, mode, turns = sys.argv[1:]
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
    """A claim and its person in one table, with the indexes that ours have of these columns."""

    list_id = models.BigIntegerField()
    row_number = models.IntegerField()
    stage = models.TextField()
    group_code = models.TextField()
    months = models.SmallIntegerField()
    amount_dong = models.BigIntegerField()
    full_name = models.TextField()
    name_key = models.TextField()
    birth_date = models.DateField(null=True, blank=True)
    birth_year = models.SmallIntegerField(null=True, blank=True)
    sex = words()
    cmnd = words()
    cccd = words()
    id_number = models.TextField(unique=True)
    hamlet = words()
    address = words()
    category = words()
    household_head = words()
    household_number = words()
    relation = words()
    note = words()
    area_path = models.TextField()

    class Meta:
        app_label = "import_export"
        db_table = "bench_usual"
        constraints = (
            models.UniqueConstraint(fields=["list_id", "row_number"], name="bench_usual_row"),
        )
        indexes = (
            models.Index(fields=["name_key", "birth_year"], name="bench_usual_name"),
            models.Index(fields=["birth_date"], name="bench_usual_birth"),
        )


class Plain(resources.ModelResource):
    """Its defaults: each row looked up, saved by itself, with a diff for the reviewer."""

    birth_date = fields.Field(
        attribute="birth_date", column_name="birth_date", widget=widgets.DateWidget("%d/%m/%Y")
    )

    class Meta:
        model = Row
        exclude = ("id",)
        import_id_fields = ("id_number",)


class Bulk(Plain):
    """Everything its manual knows for speed: batches, no look-up, no diff."""

    class Meta(Plain.Meta):
        use_bulk = True
        batch_size = 1_000
        skip_diff = True
        force_init_instance = True


def truncate():
    """An empty table, also of dead rows."""
    with connection.cursor() as cursor:
        cursor.execute("truncate bench_usual")


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
    found = []
    for _ in range(int(turns)):
        truncate()
        found.append(timed())
    sys.stdout.write(json.dumps(found))
finally:
    with connection.schema_editor() as editor:
        editor.delete_model(Row)
