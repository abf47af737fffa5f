"""The files that belong to the project, and the plain text among them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

IGNORED = {
    ".git", ".venv", ".venv-oldest", ".venv-judges", "build", "dist", "generated", "__pycache__",
}  # fmt: skip
REPOSITORY = Path(__file__).resolve().parents[2]


def tracked_files() -> list[Path]:
    """Relative paths; what git would carry, or every file of an unpacked archive."""
    if (REPOSITORY / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        paths = [Path(name) for name in listed.split("\0") if name]
    else:
        every = (path.relative_to(REPOSITORY) for path in REPOSITORY.rglob("*"))
        paths = [path for path in every if not IGNORED & set(path.parts)]
    return sorted(path for path in paths if (REPOSITORY / path).is_file())


def texts() -> Iterator[tuple[Path, str]]:
    """Path and content of each tracked file that is UTF-8 text."""
    for path in tracked_files():
        content = (REPOSITORY / path).read_bytes()
        if b"\0" in content[:8192]:
            continue
        try:
            yield path, content.decode("utf-8")
        except UnicodeDecodeError:
            continue


def source_files() -> list[Path]:
    """Relative paths of the package's Python files."""
    return [p for p in tracked_files() if p.parts[:2] == ("src", "gongfu") and p.suffix == ".py"]
