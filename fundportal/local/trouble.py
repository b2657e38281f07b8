"""What stops a local run, said in a sentence."""


class Trouble(Exception):
    """A sentence for the person at the keyboard: what is wrong and what to install or to set."""
