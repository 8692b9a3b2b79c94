"""Symbolic links of a work tree as a revision has them: what a path meant then, and by which path a file is known inside of the tree."""

from __future__ import annotations

import os
import posixpath
from bisect import bisect_left
from collections.abc import Mapping

_STEPS = 40  # links on the way to one file, as systems have it
_ROUNDS = 3  # of links into folders that are links
_MOST = 200_000  # paths by way of links: a tree made by hand may multiply them


def inside(path: str, top: str) -> str | None:
    """The path of a file from the top of a work tree, by the links that lead on from there; None for one that is not in it."""
    full = os.path.abspath(path)
    parts = full.split(os.sep)
    for number in range(1, len(parts) + 1):
        if full.startswith(os.path.join(top, "")) or full == top:
            return os.path.relpath(full, top).replace(os.sep, "/")
        real = os.path.realpath(os.sep.join(parts[:number]) or os.sep)
        if real == top or real.startswith(os.path.join(top, "")):
            return os.path.relpath(os.path.join(real, *parts[number:]), top).replace(os.sep, "/")
    return None


def followed(blobs: Mapping[str, str], links: Mapping[str, str]) -> dict[str, str]:
    """The blobs of all paths, also of those by way of links. `links`: where each leads, as it says itself; out of the tree is nowhere."""
    known = dict(blobs)
    for _ in range(_ROUNDS):
        paths = sorted(known)
        found = {path: blob for link in links for path, blob in _by_way_of(link, links, known, paths) if path not in known}
        if not found or len(known) + len(found) > _MOST + len(blobs):
            break
        known |= found
    return known


def _by_way_of(link: str, links: Mapping[str, str], blobs: Mapping[str, str], paths: list[str]) -> list[tuple[str, str]]:
    target = _target(link, links)
    if target is None or link == target or link.startswith(target + "/"):
        return []
    if target in blobs:
        return [(link, blobs[target])]
    found: list[tuple[str, str]] = []
    for number in range(bisect_left(paths, target + "/"), len(paths)):
        if not paths[number].startswith(target + "/") or len(found) > _MOST:
            break
        found.append((link + paths[number][len(target) :], blobs[paths[number]]))
    return found


def _target(link: str, links: Mapping[str, str]) -> str | None:
    """The path to which a link leads in the end; None where it leads out of the tree, or to itself."""
    path = link
    for _ in range(_STEPS):
        parts = path.split("/")
        fronts = ("/".join(parts[:number]) for number in range(1, len(parts) + 1))
        front = next((front for front in fronts if front in links), None)
        if front is None:
            return path
        if links[front].startswith("/"):
            return None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(front), links[front], path[len(front) + 1 :]))
        if path.split("/", 1)[0] in (os.pardir, os.curdir):
            return None
    return None
