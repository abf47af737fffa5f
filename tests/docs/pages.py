"""What the how-to pages say, for the tests that do it."""

import re
from typing import Final

EXAMPLES: Final = "docs/howto/examples"


def import_of(page: str, file: str) -> list[str]:
    """The options of the one command of a page that imports a file, without its source."""
    joined = page.replace("\\\n", " ")
    lines = re.findall(rf"^gongfu import \w+ {re.escape(file)} .*$", joined, re.MULTILINE)
    plain = {tuple(re.sub(r'--source "[^"]*"', "", line).split()) for line in lines}
    (command,) = plain
    return list(command[4:])
