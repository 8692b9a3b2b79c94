"""From paths to findings: settings, selection, files, workers, what findings claim, rank, baseline."""
