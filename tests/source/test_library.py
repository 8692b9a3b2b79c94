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


def test_folders_and_libraries_count_without_regard_to_case(estate):
    library = estate("src/P.cbl", "a/x.cpy", "B/x.cpy", "lib/M.cpy", "Lib2/M.cpy", "lib2/sub/M.cpy")
    assert [library.find(name, None, "P.cbl") for name in ("a/x.cpy", "A/X.CPY", "b\\x.cpy")] == ["a/x.cpy", "a/x.cpy", "B/x.cpy"]
    assert [library.find("M", name, "P.cbl") for name in ("LIB", "LIB2")] == ["lib/M.cpy", "Lib2/M.cpy"]
    assert library.find("SUB/m", "LIB2", "P.cbl") == "lib2/sub/M.cpy"


def test_the_exact_spelling_of_a_folder_and_a_name_wins(estate):
    library = estate("P.cbl", "cpy/x.cpy", "CPY/x.cpy", "Cpy/X.cpy", "Cpy/x.cpy")
    assert [library.find(f"{folder}/x.cpy", None, "P.cbl") for folder in ("cpy", "CPY", "Cpy")] == ["cpy/x.cpy", "CPY/x.cpy", "Cpy/x.cpy"]
    assert library.find("x", "CPY", "P.cbl") == "CPY/x.cpy"


def test_a_folder_that_is_named_wins_in_the_whole_tree(estate):
    library = estate("src/P.cbl", "src/M.cpy", "src/deep/near/M.cpy", "src/x/y/lib/M.cpy", "src/x/y/LIB2/M.cpy")
    assert library.find("M", "LIB", "src/P.cbl") == "src/x/y/lib/M.cpy"
    assert library.find("y/lib2/m.cpy", None, "src/P.cbl") == "src/x/y/LIB2/M.cpy"
    assert library.find("M", "ELSEWHERE", "src/P.cbl") == "src/M.cpy"


def test_folders_that_are_links_to_themselves_end(estate, tmp_path):
    library = estate("P.cbl")
    (tmp_path / "a").symlink_to(".")
    (tmp_path / "A").symlink_to(".")
    assert library.find("/".join(30 * "a") + "/x.cpy", None, "P.cbl") is None


def test_a_member_is_named_as_the_files_of_a_scan_are(estate, tmp_path, monkeypatch):
    estate("e/prog/P.cbl", "e/copy/BODY.cpy", "e/prog/deep/TREE.cpy", "else/x")
    here, absolute = "e/copy/BODY.cpy", str(tmp_path / "e/copy/BODY.cpy")
    for folder in ("./e/copy/", "e/copy/", "e/prog/../copy", str(tmp_path / "e/copy"), str(tmp_path / "e/copy") + "/"):
        assert CopyLibrary(".", [folder]).find("BODY", None, "e/prog/P.cbl") == here, folder
    assert CopyLibrary(".").find("../COPY/BODY.cpy", None, "e/prog/P.cbl") == here
    assert CopyLibrary(str(tmp_path)).find("BODY", None, "./e/prog/P.cbl") == here
    monkeypatch.chdir(tmp_path / "else")
    for root, folder in ((str(tmp_path / "e"), "../e/copy"), ("../e", str(tmp_path / "e/copy"))):
        library = CopyLibrary(root, [folder])
        assert library.find("BODY", None, str(tmp_path / "e/prog/P.cbl")) == absolute
        assert library.find("BODY", None, "../e/prog/P.cbl") == "../e/copy/BODY.cpy"
        assert library.find("TREE", None, str(tmp_path / "e/prog/P.cbl")) == str(tmp_path / "e/prog/deep/TREE.cpy")
        assert library.find("TREE", None, "../e/prog/P.cbl") == "../e/prog/deep/TREE.cpy"


def test_a_tree_that_is_reached_by_a_link_keeps_its_name(estate, tmp_path, monkeypatch):
    estate("e/prog/P.cbl", "e/prog/deep/TREE.cpy", "else/x")
    (tmp_path / "link").symlink_to("e")
    monkeypatch.chdir(tmp_path / "else")
    link = str(tmp_path / "link")
    assert CopyLibrary(link).find("TREE", None, f"{link}/prog/P.cbl") == f"{link}/prog/deep/TREE.cpy"


def test_a_file_copies_itself_only_when_there_is_no_other(estate):
    library = estate("src/MAIN.cbl", "cpy/MAIN.cpy", "cpy/SELF.cpy", "src/PDS", PDS="       IDENTIFICATION DIVISION.")
    assert library.find("MAIN", None, "src/MAIN.cbl") == "cpy/MAIN.cpy"
    assert library.find("SELF", None, "cpy/SELF.cpy") == "cpy/SELF.cpy"
    assert library.find("PDS", None, "src/PDS") is None


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
    (tmp_path / "root/src/OUT").symlink_to(tmp_path)
    for name in ("../secret.cpy", "../../secret.cpy", str(tmp_path / "secret.cpy"), "LINK", "secret", "out/secret.cpy", "/\0/secret.cpy"):
        assert library.find(name, None, "src/P.cbl") is None, name
    assert CopyLibrary(".", [str(tmp_path)]).find("secret", None, "src/P.cbl") == str(tmp_path / "secret.cpy")


def test_members_of_products_are_known_by_name(estate):
    library = estate("P.cbl")
    assert library.is_vendors("sqlca")
    assert library.is_vendors("DFHAID")
    assert not library.is_vendors("CUSTOMER")
