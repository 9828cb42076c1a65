"""What thousands of applications, one for nearly every test, would each work out again: kept for a worker's life."""

from types import MethodType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule
from whitenoise import WhiteNoise


class _Templates(BytecodeCache):
    """Compiled templates; a bucket's key is the template's name and its checksum that of the source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


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


class _Statements(dict[Any, Any]):
    """Compiled statements by database and statement; SQLAlchemy keeps them by the engine's own dialect object."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


STATEMENTS = _Statements()
