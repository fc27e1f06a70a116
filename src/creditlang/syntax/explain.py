"""placeholder."""
from creditlang.source import Span
from creditlang.syntax.errors import UnexpectedText


def explain(problem, source, code, start, end, place):
    p = getattr(problem, "pos_in_stream", None)
    p = start if p is None else p
    return UnexpectedText(span=Span(source,p,min(p+10,end)), written=code[p:p+10], words=(), things=tuple(sorted(getattr(problem,'expected',None) or getattr(problem,'allowed',()))))
def words_at_start(place): return ()
