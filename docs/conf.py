"""How the documentation is built: offline, warnings as errors, reference from docstrings."""

import os
import sys
import tomllib
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS / "_ext"))
sys.path.insert(0, str(DOCS.parent / "src"))
# The kernel that runs the notebooks imports the same tree.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(DOCS.parent / "src"), os.environ.get("PYTHONPATH")])
)

_pyproject = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))

project = "gongfu"
author = "The gongfu contributors"
project_copyright = "The gongfu contributors, Apache-2.0"
release = version = _pyproject["project"]["version"]

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "myst_nb",
    "library_pages",
]
exclude_patterns = ["_build", "_ext", "Thumbs.db", ".DS_Store", "**/.ipynb_checkpoints"]

# Nothing is fetched: no inventory of another project, no font, no script from elsewhere.
# Formulas are written as text, so that pages need no MathJax.

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_numpy_docstring = True
napoleon_use_rtype = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_execution_show_tb = True

html_theme = "furo"
html_title = f"gongfu {release}"
html_show_sphinx = False
html_copy_source = False
language = "en"
