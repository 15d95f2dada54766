"""What is broken, and where: each mutation replaces one text of one file by another.

The text must be there exactly once: whoever changes the code it stands in changes it here as well.
"""

from tests.mutations.arriving import ARRIVING
from tests.mutations.serving import SERVING

MUTATIONS = ARRIVING + SERVING
