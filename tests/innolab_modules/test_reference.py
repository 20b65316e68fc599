"""What editors and readers are told about the format is what the models say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from innolab_modules.manifest import ActivityManifest, Manifest
from innolab_modules.reference import DOCUMENTS, FILES, TABLES, json_schema, schema_text, table, with_tables
from jsonschema import Draft202012Validator

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
ANEW = "run: python -m innolab_modules.reference docs/reference"


@pytest.mark.parametrize("name", FILES)
def test_the_schema_for_editors_is_that_of_the_model(name):
    assert (REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8") == schema_text(name), ANEW


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_tables_are_those_of_the_models_and_the_index(name):
    document = (REFERENCE / name).read_text(encoding="utf-8")
    assert with_tables(document) == document, ANEW


def test_every_table_has_its_place():
    documents = "".join((REFERENCE / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    assert [name for name in TABLES if f"<!-- keys of {name} -->" not in documents] == []
    assert "<!-- goals of the index -->" in documents


@pytest.mark.parametrize("model", TABLES.values(), ids=TABLES)
def test_every_key_says_what_it_is(model):
    assert [key for key, field in model.model_fields.items() if not field.description] == []


def test_an_editor_refuses_unknown_keys_and_offers_the_subjects():
    schema = json_schema("module")
    assert schema["additionalProperties"] is False
    assert "MA" in schema["properties"]["subjects"]["items"]["enum"]
    assert schema["$defs"]["Goal"]["additionalProperties"] is False


def test_the_schemas_agree_with_the_models_on_a_module_that_is_right_and_on_one_that_is_not(finisher):
    for name, file in {"module": "module.toml", "activity": "activities/eka/activity.toml"}.items():
        data = tomllib.loads((finisher.folder / file).read_text(encoding="utf-8"))
        check = Draft202012Validator(json_schema(name))
        assert list(check.iter_errors(data)) == []
        assert [error.validator for error in check.iter_errors({**data, "tilte": 1})] == ["additionalProperties"]
        assert [error.validator for error in check.iter_errors({**data, "minutes": "long"})] == ["type"]


def test_a_key_that_has_a_default_may_be_left_out():
    told = 'The module it came from, by id and version: `"lammennyt-helsinki 1.0.1"`. May be left out.'
    assert f"| `based_on` | string | {told} |" in table(Manifest)
    assert '| `presentation` | `"text"`, `"blocks"` or `"picture"` |' in table(ActivityManifest)
    assert "| `minutes` | 1 to 600 | The time it takes. |" in table(ActivityManifest)
