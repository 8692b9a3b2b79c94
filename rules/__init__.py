"""The rules, one file each, in folders by family. `cobolscan.scan.loader` finds them by walking this package."""
