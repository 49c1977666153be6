"""How the documentation is built: ``sphinx-build -W -b html docs docs/_build/html``.

Nothing is fetched from anywhere when a page is read: no fonts, no scripts, no pictures.
"""

from __future__ import annotations

from runwalk import __version__

project = "runwalk"
author = "The runwalk founders"
project_copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Source", "notes_style")]

html_theme = "furo"
html_title = f"runwalk {version}"
html_show_sphinx = False
