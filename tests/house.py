"""Reads the house and says what is out of place: walls, circles, doors, clocks, sizes. Runs nothing of it."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FLASK = {
    *("flask", "flask_babel", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf"),
    *("werkzeug", "wtforms"),
}
QUIET = {"rules", "words", "models", "queries", "services", "db", "vault", "intake", "sign_on"}
GROUND = QUIET | {"settings", "clock"}
DOORS = {"web", "cli", "app", "worker", "demo", "supervisor", "backups", "doctor", "gunicorn_conf"}
EVERYTHING = GROUND | {"outside", "deliveries"} | DOORS
ANY = None


@dataclass(frozen=True)
class Wall:
    """What a room may import: rooms of ours; libraries (ANY: all but the refused ones)."""

    rooms: frozenset[str] | set[str]
    libraries: set[str] | None = ANY
    refused: frozenset[str] | set[str] = frozenset()


WALLS = {
    "contest": Wall(set(), set()),
    "settings": Wall({"settings"}, set()),
    "clock": Wall(set(), set()),
    "supervisor": Wall({"settings", "supervisor"}, set()),
    "gunicorn_conf": Wall({"settings"}, {"gunicorn"}),
    "vault": Wall({"vault"}, {"cryptography", "argon2", "pyotp"}),
    "db": Wall({"settings", "db"}, {"sqlalchemy", "flask_sqlalchemy", "pysqlite3"}),
    "rules": Wall({"rules"}, set()),
    "words": Wall({"rules", "words"}, {"babel", "jinja2", "markupsafe"}),
    # Uploads, looked at by a program of its own: no library is loaded here.
    "intake": Wall({"rules"}, set()),
    # Providers of single sign-on, asked while a person waits; what could hurt a web process is bounded inside.
    "sign_on": Wall({"rules", "sign_on"}, {"joserfc"}),
    "models": Wall({"rules", "models", "db"}, {"sqlalchemy"}),
    "queries": Wall({"rules", "models", "queries", "db"}, {"sqlalchemy"}),
    "services": Wall(QUIET, ANY, FLASK),
    "deliveries": Wall(QUIET | {"outside", "deliveries"}, ANY, FLASK),
    "outside": Wall({"outside"}, ANY, FLASK | {"sqlalchemy"}),
    "web": Wall(GROUND | {"web"}, ANY, {"flask_sqlalchemy"}),
    # Not outside: the command line loads it.
    "demo": Wall(GROUND | {"demo"}, ANY, FLASK),
    # The operator's: it copies files and calls the database's own tools, and is loaded with the command line.
    "backups": Wall(GROUND | {"backups"}, ANY, FLASK),
    "cli": Wall(GROUND | {"web", "demo", "supervisor", "backups", "cli"}),
    "worker": Wall(EVERYTHING),
    # A program of its own, as the worker is: it speaks to mail and name servers.
    "doctor": Wall(GROUND | {"outside", "app", "doctor"}, ANY, FLASK),
    "app": Wall(EVERYTHING),
}
# Who alone may import a room.
ONLY = {
    "app": {"wsgi", "worker", "doctor"},
    "backups": {"backups", "cli"},
    "cli": {"wsgi", "cli"},
    "deliveries": {"deliveries", "worker"},
    "demo": {"demo", "cli", "worker"},
    "doctor": {"doctor"},
    "worker": {"worker"},
    "supervisor": {"supervisor", "cli"},
    "gunicorn_conf": set(),
}
# Who alone may import these libraries.
HELD = {
    "sqlite3": {"db"},
    "pysqlite3": {"db"},
    "PIL": {"outside"},
    "smtplib": {"outside"},
    "css_inline": {"outside"},
    "resvg_py": {"outside"},
    "typst": {"outside"},
    "dns": {"outside"},
    "joserfc": {"sign_on"},
}
# What the web process must never load.
OUT_OF_WEB = {"outside", "deliveries", "worker", "doctor"}
SHARED_TEMPLATES = {"layouts", "components", "errors"}
NO_CLOCK_BUT = {"clock"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEMPLATE, LONGEST_SCRIPT = 400, 50, 30, 120, 150
ROUTE = {"route", "get", "post", "put", "patch", "delete"}
TEMPLATE_REFERENCE = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


@dataclass(frozen=True)
class Import:
    """One import, by the file's name for it: `contest.rules.phases`, `flask`, `datetime`."""

    target: str
    line: int
    inside: bool


class Module:
    """A Python file and where it lives."""

    def __init__(self, root: Path, file: Path) -> None:
        self.file = file
        self.path = file.relative_to(root).as_posix()
        parts = file.relative_to(root).with_suffix("").parts
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)
        self.text = file.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    @cached_property
    def room(self) -> str:
        return room_of(self.name)

    @cached_property
    def door(self) -> str:
        return door_of(self.name)

    @cached_property
    def imports(self) -> list[Import]:
        return [found for node, inside in walk(self.tree) for found in self.read(node, inside)]

    def read(self, node: ast.AST, inside: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = self.name.split(".")[: None if self.is_package and node.level == 1 else -node.level]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(f"{base}.{alias.name}" if base.startswith("contest") else base, node.lineno, inside)


def walk(node: ast.AST, inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Every node, and whether it stands within a function."""
    for child in ast.iter_child_nodes(node):
        yield child, inside
        yield from walk(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))


def room_of(name: str) -> str:
    """The room of a module's name: `contest.services.deliveries.mail` is in deliveries."""
    parts = name.split(".")
    if parts[0] != "contest":
        return parts[0]
    if parts[1:3] == ["services", "deliveries"]:
        return "deliveries"
    return parts[1] if len(parts) > 1 else "contest"


def door_of(name: str) -> str:
    """The door of a web module: a folder of web, or ops; nothing for web's own helpers."""
    parts = name.split(".")
    return parts[2] if parts[:2] == ["contest", "web"] and len(parts) > 2 else ""


class House:
    """All of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        files = [*sorted((root / "contest").rglob("*.py")), *sorted(root.glob("wsgi.py"))]
        self.modules = {module.name: module for module in (Module(root, file) for file in files)}
        web = root / "contest" / "web"
        self.doors = {"ops"} | {folder.name for folder in web.glob("*/") if folder.name != "__pycache__"}

    def faults(self) -> list[str]:
        """Everything out of place, each with its file."""
        checks = (
            self.walls, self.doors_apart, self.circles, self.hidden_imports, self.out_of_web, self.clocks,
            self.python_sizes, self.other_sizes, self.templates_apart,
        )  # fmt: skip
        return [fault for check in checks for fault in check()]

    def module_of(self, target: str) -> str:
        """The module an import reaches: the longest name that is one."""
        parts = target.split(".")
        while parts and ".".join(parts) not in self.modules:
            parts.pop()
        return ".".join(parts)

    def ours(self, module: Module) -> Iterator[tuple[Import, str]]:
        """What a module imports of ours."""
        for found in module.imports:
            if found.target.split(".")[0] == "contest":
                yield found, self.module_of(found.target)

    def walls(self) -> Iterator[str]:
        """Rooms import what the table of walls says."""
        for module in self.modules.values():
            wall = WALLS.get(module.room)
            if wall is None and module.name != "wsgi":
                yield f"{module.path}: {module.room} is not a room of the house"
                continue
            for found in module.imports:
                fault = self.through(module, wall, found)
                if fault:
                    yield f"{module.path}:{found.line}: {fault}"

    def through(self, module: Module, wall: Wall | None, found: Import) -> str:
        """What is wrong with one import, or nothing."""
        top = found.target.split(".")[0]
        room = room_of(self.module_of(found.target) or found.target) if top == "contest" else ""
        held = ONLY.get(room) if room else HELD.get(top)
        if held is not None and module.room not in held and room != module.room:
            return f"{module.room} imports {room or top}, which only {', '.join(sorted(held)) or 'nobody'} may"
        if wall is None:
            return ""
        if room:
            allowed = room in wall.rooms or room == "contest"
            return "" if allowed else f"{module.room} imports {room}"
        if top in sys.stdlib_module_names or top in HELD:
            return ""
        if top in wall.refused or (wall.libraries is not ANY and top not in wall.libraries):
            return f"{module.room} imports {top}"
        return ""

    def doors_apart(self) -> Iterator[str]:
        """No door through a door; web's helpers know no door (web itself joins them)."""
        for module in self.modules.values():
            if module.room != "web" or module.name == "contest.web":
                continue
            own = module.door if module.door in self.doors else ""
            for found, target in self.ours(module):
                other = door_of(target)
                if other in self.doors and other != own:
                    yield f"{module.path}:{found.line}: {own or 'a helper'} goes through the door {other}"

    def circles(self) -> Iterator[str]:
        """No module reaches itself."""
        edges = {name: {target for _, target in self.ours(module)} - {name} for name, module in self.modules.items()}
        for start in sorted(edges):
            path = shortest(edges, start)
            if path and start == min(path):
                yield f"{self.modules[start].path}: a circle: {' -> '.join(path)}"

    def hidden_imports(self) -> Iterator[str]:
        """No import inside a function."""
        for module in self.modules.values():
            for found in module.imports:
                if found.inside:
                    yield f"{module.path}:{found.line}: imports {found.target} inside a function"

    def out_of_web(self) -> Iterator[str]:
        """What the web process loads never leads outside."""
        seen, todo = set(), ["wsgi"]
        while todo:
            name = todo.pop()
            if name in seen or name not in self.modules:
                continue
            seen.add(name)
            for found, target in self.ours(self.modules[name]):
                if room_of(target) in OUT_OF_WEB and room_of(name) not in OUT_OF_WEB:
                    yield f"{self.modules[name].path}:{found.line}: the web process would load {target}"
                todo.append(target)

    def clocks(self) -> Iterator[str]:
        """Only the clock asks the time; the rest is handed it."""
        for module in self.modules.values():
            if module.room in NO_CLOCK_BUT:
                continue
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call) and asks_the_time(ast.unparse(node.func)):
                    yield f"{module.path}:{node.lineno}: asks the time ({ast.unparse(node.func)})"

    def python_sizes(self) -> Iterator[str]:
        """Files and functions within their budgets, whatever they hold."""
        for module in self.modules.values():
            lines = module.text.count("\n")
            if lines > LONGEST_FILE:
                yield f"{module.path}: {lines} lines, {LONGEST_FILE} at most"
            for node in ast.walk(module.tree):
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                most = LONGEST_VIEW if module.room == "web" and is_view(node) else LONGEST_FUNCTION
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > most:
                    yield f"{module.path}:{node.lineno}: {node.name} has {length} lines, {most} at most"

    def other_sizes(self) -> Iterator[str]:
        """Templates and scripts within their budgets."""
        kinds = (("templates", "*.html", LONGEST_TEMPLATE), ("static/js", "*.js", LONGEST_SCRIPT))
        for folder, pattern, most in kinds:
            for file in sorted((self.root / folder).rglob(pattern)):
                lines = file.read_text(encoding="utf-8").count("\n")
                if lines > most:
                    yield f"{file.relative_to(self.root).as_posix()}: {lines} lines, {most} at most"

    def templates_apart(self) -> Iterator[str]:
        """A template uses its own folder and what is shared; a door shows its own templates."""
        templates = self.root / "templates"
        for file in sorted(path for path in templates.rglob("*") if path.suffix in {".html", ".txt", ".xml"}):
            own = file.relative_to(templates).parts[0]
            for name in TEMPLATE_REFERENCE.findall(file.read_text(encoding="utf-8")):
                if name.split("/")[0] not in SHARED_TEMPLATES | {own}:
                    yield f"templates/{file.relative_to(templates).as_posix()}: uses {name} of another door"
        for module in self.modules.values():
            if module.door not in self.doors:
                continue
            for name, line in shown(module.tree):
                if name.split("/")[0] not in SHARED_TEMPLATES | {module.door}:
                    yield f"{module.path}:{line}: shows {name} of another door"


def shortest(edges: dict[str, set[str]], start: str) -> list[str]:
    """The shortest way from a module back to itself, or nothing."""
    before: dict[str, str] = {}
    todo = [start]
    for name in todo:
        for target in sorted(edges.get(name, ())):
            if target == start:
                path = [name]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return path[::-1]
            if target not in before:
                before[target] = name
                todo.append(target)
    return []


def asks_the_time(call: str) -> bool:
    """Whether a call's name reads the wall clock."""
    return call in {"time.time", "date.today", "datetime.today", "datetime.date.today"} or call.endswith(
        ("datetime.now", "datetime.utcnow", "datetime.today")
    )


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function answers a route."""
    names = [
        item.func.attr
        for item in function.decorator_list
        if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute)
    ]
    return bool(ROUTE & set(names))


def shown(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every template named where one is rendered."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1].startswith("render") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and "/" in first.value:
                yield first.value, node.lineno
