"""Where copy members are looked for, and where they are not."""

import pytest

from cobolscan.source.library import CopyLibrary


@pytest.fixture
def estate(tmp_path, monkeypatch):
    """Makes files (empty unless a text is given) and a library whose root is the working directory."""
    monkeypatch.chdir(tmp_path)

    def make(*paths, folders=(), **texts):
        for path in paths:
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(texts.get(file.stem, ""))
        return CopyLibrary(".", folders)

    return make


def test_the_nearest_of_copybooks_with_one_name(estate):
    library = estate("a/src/P.cbl", "a/cpy/BOOK.cpy", "b/cpy/BOOK.cpy", "b/src/Q.cbl")
    assert library.find("book", None, "a/src/P.cbl") == "a/cpy/BOOK.cpy"
    assert library.find("BOOK.CPY", None, "b/src/Q.cbl") == "b/cpy/BOOK.cpy"
    assert library.find("sub\\book.cpy", None, "b/src/Q.cbl") == "b/cpy/BOOK.cpy"


def test_the_folder_of_the_program_comes_first_then_configured_ones(estate):
    library = estate("src/P.cbl", "src/ONE.cpy", "lib/ONE.cpy", "lib/TWO.cpy", "cpy/TWO.cpy", folders=["lib"])
    assert library.find("ONE", None, "src/P.cbl") == "src/ONE.cpy"
    assert library.find("TWO", None, "src/P.cbl") == "lib/TWO.cpy"


def test_case_and_extension_do_not_count_but_the_exact_name_wins(estate):
    library = estate("P.cbl", "Limits.CPY", "LIMITS.inc", "limits.md")
    assert library.find("LIMITS", None, "P.cbl") == "Limits.CPY"
    assert library.find("limits.inc", None, "P.cbl") == "LIMITS.inc"
    assert library.find("limits.md", None, "P.cbl") == "limits.md"
    assert library.find("LIMITS.WRK", None, "P.cbl") is None, "an extension that is written counts"


def test_a_library_name_is_a_folder(estate):
    library = estate("src/P.cbl", "cpy/ONE.cpy", "cpy/OLD/ONE.cpy")
    assert library.find("ONE", "OLD", "src/P.cbl") == "cpy/OLD/ONE.cpy"
    assert library.find("ONE", None, "src/P.cbl") == "cpy/ONE.cpy"


def test_a_member_deep_in_the_same_project_is_found(estate):
    library = estate("app/main/cbl/P.cbl", "app/shared/layouts/HIDDEN.cpy")
    assert library.find("HIDDEN", None, "app/main/cbl/P.cbl") == "app/shared/layouts/HIDDEN.cpy"


def test_another_project_is_no_place_to_look_in(estate):
    library = estate("one/src/P.cbl", "two/lib/BOOK.cpy")
    assert library.find("BOOK", None, "one/src/P.cbl") is None


def test_a_program_of_that_name_is_no_member(estate):
    library = estate("src/P.cbl", "src/CUST.cbl", "src/BODY.cbl", CUST="       IDENTIFICATION DIVISION.", BODY="           STOP RUN.")
    assert library.find("CUST", None, "src/P.cbl") is None
    assert library.find("CUST.cbl", None, "src/P.cbl") == "src/CUST.cbl"
    assert library.find("BODY", None, "src/P.cbl") == "src/BODY.cbl"
    assert library.find("P", None, "src/P.cbl") is None, "a file does not copy itself"


def test_nothing_outside_the_root_is_read(tmp_path, monkeypatch):
    (tmp_path / "secret.cpy").write_text("01 SECRET PIC X.")
    (tmp_path / "root/src").mkdir(parents=True)
    (tmp_path / "root/src/LINK.cpy").symlink_to(tmp_path / "secret.cpy")
    monkeypatch.chdir(tmp_path / "root")
    library = CopyLibrary(".")
    for name in ("../secret.cpy", "../../secret.cpy", str(tmp_path / "secret.cpy"), "LINK", "secret"):
        assert library.find(name, None, "src/P.cbl") is None, name
    assert CopyLibrary(".", [str(tmp_path)]).find("secret", None, "src/P.cbl") == str(tmp_path / "secret.cpy")


def test_members_of_products_are_known_by_name(estate):
    library = estate("P.cbl")
    assert library.is_vendors("sqlca")
    assert library.is_vendors("DFHAID")
    assert not library.is_vendors("CUSTOMER")
