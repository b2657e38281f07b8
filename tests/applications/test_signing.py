import base64
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from applicants.applications.receipt.signing import is_signed, keys, sign
from applicants.applications.receipt.snapshot import as_code, new_code

OLD = "old:" + base64.b64encode(b"a" * 32).decode()
NEW = "new:" + base64.b64encode(b"b" * 32).decode()


@pytest.mark.parametrize("between", [",", "\n", ", ", "\r\n\r\n"])
def test_the_newest_key_signs_and_the_older_ones_still_verify(settings, between):
    settings.SIGNING_KEYS = OLD
    key_id, signature = sign("recibido")
    settings.SIGNING_KEYS = f"{NEW}{between}{OLD}"
    assert (key_id, sign("recibido")[0]) == ("old", "new")
    assert is_signed("recibido", key_id="old", signature=signature) is True
    assert is_signed("otro", key_id="old", signature=signature) is False
    assert is_signed("recibido", key_id="new", signature=signature) is False
    assert is_signed("recibido", key_id="old", signature="ñ no es base64") is False
    settings.SIGNING_KEYS = NEW
    assert is_signed("recibido", key_id="old", signature=signature) is None


@pytest.mark.parametrize("wrong", ["", "x", "x:", "x:abc", "x:" + base64.b64encode(b"short").decode(), f"{OLD}\n{OLD}"])
def test_a_wrong_key_is_named(settings, wrong):
    settings.SIGNING_KEYS = wrong
    with pytest.raises(ImproperlyConfigured, match="SIGNING_KEYS"):
        keys()


def test_the_command_prints_a_key_that_works_also_where_nothing_is_set_yet(settings, capsys):
    call_command("make_signing_key")
    bare = subprocess.run([sys.executable, "manage.py", "make_signing_key"], cwd=settings.BASE_DIR, env={}, capture_output=True, text=True)
    assert bare.stderr == ""
    for printed in (capsys.readouterr().out, bare.stdout):
        settings.SIGNING_KEYS = printed.strip()
        assert is_signed("x", key_id=next(iter(keys())), signature=sign("x")[1]) is True


def test_codes_are_read_as_people_type_them():
    code = new_code()
    assert len(code) == 23
    assert [as_code(typed) for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ")] == [code] * 4
