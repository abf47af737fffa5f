"""What the how-to pages say, for the tests that do it."""

import ast
import re
from typing import Final

EXAMPLES: Final = "docs/howto/examples"


def import_of(page: str, file: str) -> list[str]:
    """The options of the one command of a page that imports a file, without its source."""
    joined = page.replace("\\\n", " ")
    lines = re.findall(rf"^gongfu import \w+ {re.escape(file)} .*$", joined, re.MULTILINE)
    plain = {tuple(re.sub(r'--source "[^"]*"', "", line).split()) for line in lines}
    (command,) = plain
    return list(command[4:])


def cells(notebook: dict) -> list[str]:
    """The code of a notebook, cell by cell."""
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def run_cell(code: str, names: dict) -> object:
    """Run one cell; its value is that of its last line if that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "notebook", "exec"), names)
    return last and eval(compile(ast.Expression(last.value), "notebook", "eval"), names)
