"""What holds a rule to its page and its fixtures: for the rules that ship, in the tests, and for house rules, in `cobolscan test`."""
