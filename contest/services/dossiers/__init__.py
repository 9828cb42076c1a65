"""The fair-play file of a closed vote, for a lawyer or a bailiff: asked for at the desk, written by the worker."""

from contest.services.dossiers.asking import ask, key_of
from contest.services.dossiers.composing import compose

__all__ = ["ask", "compose", "key_of"]
