"""What the project installs may be used and passed on: every dependency says its licence, and none of them binds who uses it."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

from conftest import PROJECT

FREE = re.compile(r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|CC0|MPL|Mozilla)\b")
"""The last two bind whoever changes their files, and nobody else."""
BINDING = re.compile(r"GPL|SSPL|BUSL|Commons Clause|Proprietary|Commercial", re.IGNORECASE)


def installed_with(project: str) -> set[str]:
    """The packages that come with a project, by the lock."""
    lock = {each["name"]: each for each in tomllib.loads((PROJECT / "uv.lock").read_text())["package"]}
    found, open_ends = set(), [project]
    while open_ends:
        for needed in lock[open_ends.pop()].get("dependencies", []):
            if needed["name"] not in found:
                found.add(needed["name"])
                open_ends.append(needed["name"])
    return found


def licence(package: str) -> str | None:
    """What a package says of its licence; None where it is not for this machine."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return None
    told = [each for each in said.get_all("Classifier", []) if each.startswith("License ::")]
    return said.get("License-Expression") or "; ".join(told) or (said.get("License") or "").partition("\n")[0]


def test_every_dependency_has_a_licence_that_binds_nobody():
    found = {package: said for package in installed_with("gap") if (said := licence(package)) is not None}
    assert len(found) > 60
    assert {package: said for package, said in found.items() if not FREE.search(said) or BINDING.search(said)} == {}
