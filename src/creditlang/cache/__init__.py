"""What is kept on disk so that a second start is quick, and never believed without proof.

Standard library only, and little of that: a start from the cache must cost less than what it saves. In come a request
(bytes that say what is wanted) and plain data; out comes the same data, or None whenever anything is not as it was
left: `docs/reference/python.md` says against whom this guards, and how.
"""

from creditlang.cache.entries import recall, remember
from creditlang.cache.folders import cache_folder, read_ours, write_whole
from creditlang.cache.reached import Reached

__all__ = ["Reached", "cache_folder", "read_ours", "recall", "remember", "write_whole"]
