"""The web site's tests. Its modules are in no package that is installed: they are found from here on."""

import importlib.util
import sys

import pytest

from helpers.paths import COURSE_ROOT
from tests.conftest import NOT_RUN

SITE = COURSE_ROOT / "site"
sys.path.append(str(SITE))


def need(*modules: str, what: str = "the web site") -> None:
    """Skip the tests of ``what``, loudly, where the project's extra for the site is not installed."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        reason = f"{NOT_RUN} the tests of {what}, which need the extra '.[site]' ({', '.join(missing)} not found)."
        pytest.skip(reason, allow_module_level=True)
