"""The classes of disagreement that Disagreements.md explains: which judge is at fault, and how a
reduced pair of the class is known."""

CLASSES = []


def explanation(judge, line, ours, theirs):
    """The name of the class to which a disagreement belongs; None where nothing explains it."""
    for name, judges, holds in CLASSES:
        if judge in judges and holds(line, ours, theirs):
            return name
    return None
