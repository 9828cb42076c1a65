"""What thousands of applications, one for nearly every test, would each work out again: kept for a worker's life."""

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType, MethodType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule
from whitenoise import WhiteNoise

from contest import intake
from contest.outside import cards as drawings


class _Templates(BytecodeCache):
    """Compiled templates; a bucket's key is the template's name and its checksum that of the source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = _Templates()


def routes() -> None:
    """Compile each route once: most of making an application is that.

    What comes of it depends on the rule's words, defaults and options alone; what builds its address takes the rule
    as an argument.
    """
    kept: dict[Any, dict[str, Any]] = {}
    compile_rule = Rule.compile

    def remembered(rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes)
        if key not in kept:
            compile_rule(rule)
            names = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
            kept[key] = {name: getattr(rule, name) for name in names}
        for name, value in kept[key].items():
            setattr(rule, name, value.__func__.__get__(rule) if isinstance(value, MethodType) else value)

    Rule.compile = remembered  # type: ignore[method-assign]


def files() -> None:
    """Look once for the files that are served beside the pages."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    look = WhiteNoise.update_files_dictionary

    def remembered(whitenoise: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in kept:
            look(whitenoise, root, prefix)
            kept[root, prefix] = dict(whitenoise.files)
        whitenoise.files.update(kept[root, prefix])

    WhiteNoise.update_files_dictionary = remembered  # type: ignore[method-assign]


def cards(folder: Path) -> None:
    """Draw a card once: what it shows depends on its drawing alone, and many tests show the same demo's.

    The files lie in `folder`, which the workers of a run share; a copy has the moment of its making, as a drawing has.
    """
    folder.mkdir(exist_ok=True)
    # Where every processor is busy for minutes, whoever stands back never gets done.
    drawings.NICE = 0
    draw = drawings.draw

    def remembered(parts: Mapping[str, str], cards: Sequence[tuple[str, Path]]) -> None:
        missing = []
        for svg, target in cards:
            kept = folder / hashlib.sha256(repr((sorted(parts.items()), svg)).encode()).hexdigest()
            if kept.exists():
                drawings._write(kept.read_bytes(), target)
            else:
                missing.append((svg, target, kept))
        if missing:
            draw(parts, [(svg, target) for svg, target, _ in missing])
            for _, target, kept in missing:
                drawings._write(target.read_bytes(), kept)

    drawings.draw = remembered


def pictures(folder: Path) -> None:
    """Have a good picture looked at and resized once: what comes of it depends on its bytes and on the widths alone.

    What is refused, or fails, is looked at each time. The files lie in `folder`, as the cards do in theirs.
    """
    folder.mkdir(exist_ok=True)
    look = intake._child

    def remembered(source: Path, pairs: list[tuple[str, Path]], seconds: int) -> dict[str, str | int | float]:
        if not source.is_file():
            return look(source, pairs, seconds)
        asked = repr((intake.PROGRAM, intake.MOST_PIXELS, seconds, [width for width, _ in pairs]))
        kept = folder / hashlib.sha256(source.read_bytes() + asked.encode()).hexdigest()
        if kept.exists():
            for width, target in pairs:
                shutil.copy(kept / width, target)
            answer: dict[str, str | int | float] = json.loads((kept / "answer").read_text())
            return answer
        answer = look(source, pairs, seconds)
        if answer.get("reason") == "" and all(target.exists() for _, target in pairs):
            making = Path(tempfile.mkdtemp(dir=folder))
            for width, target in pairs:
                shutil.copy(target, making / width)
            (making / "answer").write_text(json.dumps(answer))
            # Another worker may have been as fast.
            with contextlib.suppress(OSError):
                making.rename(kept)
        return answer

    intake._child = remembered


class _Statements(dict[Any, Any]):
    """Compiled statements by database and statement; SQLAlchemy keeps them by the engine's own dialect object."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


STATEMENTS = _Statements()
