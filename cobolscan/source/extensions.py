"""What files of COBOL are called, and folders in which there is none."""

EXTENSIONS = frozenset(
    """.cbl .cob .cobol .cpy .cpb .ccp .pco .sqb .copy .cobcopy .cblcpy .cpyb .cblinc .cl2 .cic .ccbl .eco .pcob .sqlcob
    .cbl2 .cbo .lks .wks .cblle .sqlcblle""".split()
)
"""Names that end so are COBOL, programs or copybooks, in any case of letters. What a file really is, its content says."""

SNIFFED = frozenset(["", *".txt .mbr .src .inc .fd .sl .ws .lnk .dcl .dclgen .def .prd .rpt .scr .wrk .pgm .mem".split()])
"""Names that end so may be COBOL: their content decides."""

SKIPPED = frozenset(["node_modules", "__pycache__", "venv", "site-packages"])
"""Folders that are not walked into, besides hidden ones; a folder that is named explicitly is."""
