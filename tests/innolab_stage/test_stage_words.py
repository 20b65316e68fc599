"""What the stage says is there in three languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

from innolab_stage.recording import TEXTS


def test_each_message_is_there_in_each_language_and_each_is_used():
    texts = json.loads(TEXTS.read_text(encoding="utf-8"))
    assert all(set(words) == {"fi", "sv", "en"} and all(words.values()) for words in texts.values())
    code = "".join(path.read_text(encoding="utf-8") for path in Path(TEXTS).parent.glob("*.py"))
    raised = {
        f"error.{key}.{part}" for key in re.findall(r'StageError\("(\w+)"', code) for part in ("title", "message")
    }
    said = set(re.findall(r't\("(stage\.\w+)"', code))
    assert set(texts) == raised | said
