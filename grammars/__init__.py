"""The Lark grammars and word lists of COBOL, and the tables that Lark makes of them."""
