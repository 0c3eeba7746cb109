"""Which rules of the house can imports alone not show, and who breaks them?

Each checker takes the root of a tree and returns its complaints, each with the place and the right way; an
empty list is a pass. `test_architecture.py` runs them on this tree, and on small broken ones, to prove that
they can fail.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import jinja2
from jinja2 import nodes

ROOM_FILES = frozenset(
    ("definition", "routes", "pages", "forms", "actions", "queries", "rules", "models", "letters", "jobs")
)
SHARED_TEMPLATES = ("shell", "parts")
LONGEST = 300
JINJA_EXTENSIONS = ("jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols")
MEASURED = (".py", ".js", ".mjs", ".html")
TOP_LEVEL = frozenset(
    """
    portal sync mail static templates tests bench docs .ci
    pyproject.toml requirements.lock requirements-dev.lock requirements-canaille.lock
    package.json package-lock.json biome.json
    Makefile Procfile README.md CHANGELOG.md CONTRIBUTING.md LICENSE NOTICE
    """.split()
)
OURS = ("portal", "sync", "mail")

# Written so that this file does not name what it looks for.
MACHINES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org"
    r"|(?<![\w/.{}>-])/(?:[w]ork|[f]arm|[r]oot|[h]ome/[a-z]+)/"
)

Tree = Path


def files(root: Tree, *endings: str) -> list[PurePosixPath]:
    """The files of a work tree that git holds or would hold, as paths from its root."""
    # The clone may belong to another user than the one who tests it (safe.directory).
    git = ("git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z")
    out = subprocess.run(
        [*git, "--cached", "--others", "--exclude-standard"], check=True, capture_output=True, text=True
    ).stdout
    names = sorted(name for name in out.split("\0") if name.endswith(endings or ("",)))
    return [PurePosixPath(name) for name in names if (root / name).is_file()]


def modules(root: Tree, *folders: str) -> Iterator[tuple[PurePosixPath, ast.Module]]:
    """Each Python file in these top folders with its syntax tree; generated migrations are left out."""
    for path in files(root, ".py"):
        if path.parts[0] in folders and "migrations" not in path.parts:
            yield path, ast.parse((root / path).read_text())


def stray_top_level(root: Tree) -> list[str]:
    """What stands at the top of the repository and is not in the plan. Dot files of tools may stand there."""
    tops = {path.parts[0]: len(path.parts) for path in files(root)}
    return [
        f"{name}: the top level is fixed; put it into docs/, .ci/ or the folder that uses it"
        for name, depth in tops.items()
        if name not in TOP_LEVEL and not (depth == 1 and name.startswith("."))
    ]


def rooms_that_do_not_introduce_themselves(root: Tree) -> list[str]:
    """Rooms whose `__init__.py` is not a docstring and nothing else."""
    wrong = []
    for room in room_names(root):
        init = root / "portal/rooms" / room / "__init__.py"
        body = ast.parse(init.read_text()).body if init.exists() else []
        if len(body) != 1 or not isinstance(body[0], ast.Expr) or not ast.get_docstring(ast.Module(body, [])):
            wrong.append(
                f"portal/rooms/{room}/__init__.py: say in a docstring whom the room serves and which law or "
                "promise it keeps, and nothing else"
            )
    return wrong


def stray_room_files(root: Tree) -> list[str]:
    """Files of a room with a name that no other room has."""
    return [
        f"{path}: a room holds {', '.join(sorted(ROOM_FILES))} and no others; find the one it belongs to, "
        "or make that one a package"
        for path in files(root, ".py")
        if path.parts[:2] == ("portal", "rooms")
        and len(path.parts) > 3
        and path.parts[3].removesuffix(".py") not in ROOM_FILES | {"__init__"}
    ]


def room_names(root: Tree) -> list[str]:
    """The rooms that have a folder."""
    inside = [path.parts for path in files(root, ".py") if path.parts[:2] == ("portal", "rooms")]
    return sorted({parts[2] for parts in inside if len(parts) > 3})


def rooms_not_in_settings(root: Tree, named: Iterable[str]) -> list[str]:
    """Rooms with a folder and no word in settings, or the other way round."""
    there, said = set(room_names(root)), set(named)
    wrong = [f"portal/rooms/{room}: add '{room}' to ROOMS in portal/settings.py" for room in there - said]
    wrong += [f"portal/settings.py: ROOMS names '{room}', make portal/rooms/{room}" for room in said - there]
    return sorted(wrong)


def templates_in_a_strange_place(root: Tree) -> list[str]:
    """Templates outside shell/, parts/ and the folder of a room."""
    known = {*SHARED_TEMPLATES, *room_names(root)}
    return [
        f"{path}: a template stands in templates/<room>/, shell/ or parts/"
        for path in files(root)
        if path.parts[0] == "templates" and (len(path.parts) < 3 or path.parts[1] not in known)
    ]


def templates_that_look_over_the_wall(root: Tree) -> list[str]:
    """Templates that use another room's. The desk may take in a room's `desk_panel.html`."""
    reader = jinja2.Environment(autoescape=True, extensions=JINJA_EXTENSIONS)
    wrong = []
    for path in files(root, ".html", ".txt"):
        if path.parts[0] != "templates" or len(path.parts) < 3:
            continue
        room = path.parts[1]
        own = SHARED_TEMPLATES if room in SHARED_TEMPLATES else (room, *SHARED_TEMPLATES)
        for name in _used_templates(reader.parse((root / path).read_text())):
            panel = room == "desk" and (name is None or PurePosixPath(name).name == "desk_panel.html")
            if not panel and (name is None or PurePosixPath(name).parts[0] not in own):
                wrong.append(
                    f"{path}: uses {name or 'a computed name'}; only {', '.join(own)} are its own: move "
                    "what is shared to templates/parts/"
                )
    return wrong


def _used_templates(tree: nodes.Template) -> Iterator[str | None]:
    """The names of the templates that a template uses; None for one that is computed."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        # The four kinds share the field, their base does not have it.
        yield from _names(getattr(node, "template"))  # noqa: B009


def _names(target: nodes.Node | None) -> Iterator[str | None]:
    """The names that an expression can stand for; None for what can't be told."""
    if isinstance(target, nodes.Const):
        yield from [target.value] if isinstance(target.value, str) else target.value
    elif isinstance(target, nodes.List | nodes.Tuple):
        for item in target.items:
            yield from _names(item)
    elif isinstance(target, nodes.CondExpr):
        yield from _names(target.expr1)
        yield from _names(target.expr2)
    else:
        yield None


def files_too_long(root: Tree) -> list[str]:
    """Python, JavaScript and template files over the limit. Vendored and generated ones are left out."""
    wrong = []
    for path in files(root, *MEASURED):
        if "vendor" in path.parts or "migrations" in path.parts:
            continue
        length = len((root / path).read_text().splitlines())
        if length > LONGEST:
            wrong.append(f"{path}: {length} lines; split it by subject into a package of the same name")
    return wrong


def models_of_one_name(root: Tree) -> list[str]:
    """Model classes that share a name: Tortoise would silently keep only the last."""
    places = defaultdict(list)
    for path, tree in modules(root, "portal"):
        if "models" in (*path.parts[:-1], path.stem):
            for node in tree.body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(path))
    return [
        f"{name} is a class in {' and '.join(where)}: name a room's model after its room"
        for name, where in places.items()
        if len(where) > 1
    ]


def hidden_imports(root: Tree) -> list[str]:
    """Imports that do not stand at the top of their module. `if TYPE_CHECKING:` at the top may hold some."""
    wrong = []
    for path, tree in modules(root, *OURS, "bench", ".ci"):
        open_ones = {id(node) for node in _open_statements(tree)}
        wrong += [
            f"{path}:{node.lineno}: import at the top of the module; if that makes a cycle, what both need "
            "belongs a layer further down"
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in open_ones
        ]
    return wrong


def _open_statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements at the top level of a module and inside its TYPE_CHECKING blocks."""
    for node in tree.body:
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            yield from node.body


def modules_without_a_question(root: Tree) -> list[str]:
    """Modules whose docstring does not open with a question. Packages and models say it their own way."""
    return [
        f"{path}: open with a docstring whose first sentence is the question that this module answers"
        for path, tree in modules(root, *OURS)
        if path.name != "__init__.py"
        and "models" not in path.parts
        and "?" not in (ast.get_docstring(tree) or "").split("\n\n")[0]
    ]


CLOCKS = frozenset(("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"))
EDGES = frozenset(("pages", "routes", "jobs"))


def hidden_clocks(root: Tree) -> list[str]:
    """Places below the edge that read the clock by themselves."""
    return [
        f"{path}:{node.lineno}: take `now: datetime` (aware, UTC) as an argument; "
        "only pages, routes and jobs read the clock"
        for path, tree in modules(root, "portal")
        if path.parts[1] in {"kernel", "rooms"} and not EDGES & {*path.parts[:-1], path.stem}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ".".join(ast.unparse(node.func).split(".")[-2:]) in CLOCKS
    ]


def names_of_machines(root: Tree) -> list[str]:
    """Files that name a package registry's host or a folder of somebody's machine."""
    wrong = []
    for path in files(root):
        if "vendor" in path.parts:
            continue
        try:
            text = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if found := MACHINES.search(text):
            wrong.append(f"{path}: names {found[0]}; a clone must work on any machine, with any registry")
    return wrong


LINK = re.compile(r"\]\(([^)#:\s]+)[)#]")


def dead_links(root: Tree) -> list[str]:
    """Links in our pages of documentation to files that are not there."""
    return [
        f"{path}: links to {target}, which does not exist; write it or take the link out"
        for path in files(root, ".md")
        for target in LINK.findall((root / path).read_text())
        if not (root / path.parent / target).exists()
    ]
