"""How control flows: graph, loops, passes."""
