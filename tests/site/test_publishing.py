"""What publishes the site: pinned, and with no more rights than it needs."""

import re

import yaml

from helpers.paths import COURSE_ROOT

TEXT = (COURSE_ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load(TEXT)


def test_every_action_is_pinned_to_a_commit():
    used = re.findall(r"uses: (\S+)", TEXT)
    assert len(used) >= 4
    assert [action for action in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action)] == []


def test_only_the_job_that_publishes_may_write():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    rights = {name: job.get("permissions") for name, job in WORKFLOW["jobs"].items()}
    assert rights == {"build": None, "publish": {"pages": "write", "id-token": "write"}}


def test_what_is_uploaded_is_what_make_site_builds():
    steps = WORKFLOW["jobs"]["build"]["steps"]
    assert "make site" in [step.get("run") for step in steps]
    assert "site/built" in [step.get("with", {}).get("path") for step in steps]
