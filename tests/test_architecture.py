"""The rules of the house, read from the code itself."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Each room may use those before it, and none after it.
ROOMS = ["accounts", "content", "courses", "events", "questions", "portal"]
MOST_LINES = 400
NAMELESS = {"common", "helper", "helpers", "misc", "service", "services", "shared", "tools", "util", "utils"}
# Where an address may be written: it is shown to people, or it names a format. Nothing is ever fetched from it.
NAMED_ONLY = {"www.w3.org", "schema.org", "purl.imsglobal.org", "w3id.org"}
# Looks that templates of all rooms share.
CLASSES = {"button", "card", "chip", "own_list"}
INLINE = re.compile(
    r"""<style[\s>]|\sstyle=|\son[a-z]+=["']|javascript:|<script(?![^>]*\b(?:src=|type="application/(?:ld\+)?json"))[^>]*>""",
    re.IGNORECASE,
)
HOST = re.compile(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})")
MODEL = re.compile(rf"^({'|'.join(ROOMS)})\.[A-Za-z]\w*$")

MODULES = [
    path.relative_to(ROOT)
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = [path.relative_to(ROOT) for path in sorted((ROOT / "templates").rglob("*.html"))]
STATIC = [
    path.relative_to(ROOT)
    for path in sorted((ROOT / "static").rglob("*"))
    if path.suffix in {".css", ".js", ".svg", ".webmanifest"}
]


@cache
def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


# --- arrows between rooms --------------------------------------------------------------------------------------------


def rooms_used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, room) of each import, wherever it stands, and of each model named in a string."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides its room"
            names = [node.module or ""]
        elif isinstance(node, ast.Call):
            names = list(models_named(node))
        yield from ((node.lineno, name.split(".")[0]) for name in names)


def models_named(call: ast.Call) -> Iterator[str]:
    """Models and modules that a call names in a string: a foreign key, get_model, a chooser, import_module."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    strings = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if function in {"get_model", "import_module", "import_string", "get_containing_app_config", "get_app_config"}:
        yield from strings[:1]
    else:
        yield from (text for text in strings if MODEL.match(text) and text.split(".")[1][0].isupper())


def test_imports_go_one_way() -> None:
    wrong = []
    for path in MODULES:
        later = ROOMS[ROOMS.index(path.parts[0]) + 1 :]
        wrong += [f"{path}:{line} uses {used}" for line, used in rooms_used(ast.parse(text_of(path))) if used in later]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    [
        "import portal.search",
        "def f():\n    from courses import progress",
        "models.ForeignKey('courses.Course', models.CASCADE)",
        "apps.get_model('courses', 'Course')",
        "SnippetChooserBlock(target='courses.Topic')",
        "import_module('courses.progress')",
    ],
)
def test_a_wrong_arrow_is_seen(code: str) -> None:
    """The test above would be worth nothing if it overlooked one."""
    assert any(used in ("courses", "portal") for _line, used in rooms_used(ast.parse(code)))


# --- modules ---------------------------------------------------------------------------------------------------------


def test_modules_stay_readable() -> None:
    """A longer one is split by subject."""
    assert [str(path) for path in MODULES if text_of(path).count("\n") > MOST_LINES] == []


def test_modules_are_named_after_a_subject() -> None:
    stems = {path: {part.removesuffix(".py") for part in path.parts} for path in MODULES}
    assert [str(path) for path, names in stems.items() if names & NAMELESS] == []


def test_promises_are_not_code() -> None:
    assert [str(path) for path in MODULES if re.search(r"\b(TODO|FIXME|XXX)\b", text_of(path))] == []


# --- templates and static files --------------------------------------------------------------------------------------


def test_each_sheet_is_named_after_a_template() -> None:
    names = {path.stem for path in TEMPLATES}
    sheets = {path.stem for path in (ROOT / "static" / "css" / "components").glob("*.css")}
    assert sheets - names - CLASSES == set(), "sheets without a template"


def test_the_sheet_imports_every_part_once() -> None:
    folder = ROOT / "static" / "css"
    imported = re.findall(r'^@import "([\w./-]+)";$', (folder / "site.css").read_text(), re.MULTILINE)
    parts = {str(path.relative_to(folder)) for path in folder.rglob("*.css")} - {"site.css"}
    assert sorted(imported) == sorted(parts)


def test_nothing_inline() -> None:
    """The policy of every page allows none of it. Mails know no policy, and no style sheets either."""
    pages = [path for path in TEMPLATES if not {"email", "emails"} & set(path.parts)]
    assert [f"{path}: {found}" for path in pages for found in INLINE.findall(text_of(path))] == []


def test_no_third_party() -> None:
    """Nothing is asked of anybody else's machine. Links that people follow themselves are content, not code."""
    found = {(str(path), host) for path in [*TEMPLATES, *STATIC] for host in HOST.findall(text_of(path))}
    assert {(path, host) for path, host in found if host not in NAMED_ONLY} == set()


def test_pictures_say_what_they_show() -> None:
    """`alt=""` marks a picture as an ornament; none at all leaves a blind reader with the file's name."""
    pictures = [(path, tag) for path in TEMPLATES for tag in re.findall(r"<img\b[^>]*>", text_of(path))]
    assert [f"{path}: {tag}" for path, tag in pictures if " alt=" not in tag] == []


def test_titles_between_quotes_have_others_of_their_own() -> None:
    """«Урок «Код никому»» is what `quoted` is there against. What people type is shown as they typed it."""
    typed = {"asked", "name", "query", "said", "term", "words"}
    bare = set()
    for path in TEMPLATES:
        for given, said in re.findall(
            r"{% blocktranslate (.*?)%}(.*?){% endblocktranslate %}", text_of(path), re.DOTALL
        ):
            names = set(re.findall(r"«(?:<\w+>)?{{ (\w+) }}", said)) - typed
            bare |= {f"{path}: {name}" for name in names if not re.search(rf"\b{name}=\S*\|quoted\b", given)}
    assert bare == set()


def test_walks_stand_together() -> None:
    """`make test` looks for them there alone."""
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if "mark.walk" in path.read_text(encoding="utf-8")]
    assert {path.parent for path in tests if path != Path(__file__)} == {ROOT / "tests" / "walks"}


# --- the page that describes all this --------------------------------------------------------------------------------


def test_the_described_house_is_the_house() -> None:
    """Every `module.name` of docs/architecture.md exists: a rule in a module of that name, or a module in that room."""
    modules = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in MODULES}
    described = re.findall(r"`([a-z_.]+)\.(\w+)(?:\([^`]*\))?`", text_of(Path("docs/architecture.md")))
    lost = []
    for module, name in described:
        holders = [path for known, path in modules.items() if known == module or known.endswith(f".{module}")]
        defined = re.compile(rf"^\s*(?:async def|def|class) {name}\b|^{name}\b", re.MULTILINE)
        is_module = any(known == f"{module}.{name}" or known.startswith(f"{module}.{name}.") for known in modules)
        if not is_module and not any(defined.search(text_of(path)) for path in holders):
            lost.append(f"{module}.{name}")
    assert len(described) > 30
    assert set(lost) - {"request.learner", "request.user"} == set()
