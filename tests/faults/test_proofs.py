"""The long proofs can all be started by the one command that starts them."""

import inspect

import pytest

from tests.soak import __main__ as soak


@pytest.mark.parametrize("name", sorted(soak.PROOFS))
def test_every_proof_takes_the_options_of_the_command(name):
    inspect.signature(soak.PROOFS[name]).bind(**soak.options(soak.parsed([])), say=print)
