"""Static files under names that carry their content's hash, compressed once."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once `setup` has collected the files; plain names before, as in tests."""

    support_js_module_import_aggregation = True
    """Scripts import one another by their hashed names too."""

    def stored_name(self, name: str) -> str:
        """The name a page links to."""
        return str(super().stored_name(name)) if self.hashed_files else name
