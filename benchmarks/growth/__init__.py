"""Time and memory against the number of operations, from 10 to 10,000,000: does twice as many cost twice as much?"""

from growth.growth import Growth
from growth.point import serve

__all__ = ["MEASURES", "TITLE", "serve"]

TITLE = "How cost grows"
MEASURES = (Growth(),)
