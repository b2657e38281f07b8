from django.db import migrations

from fundportal.consents.frozen import withdrawable
from fundportal.web.triggers import immutable, tells_public_pages


class Migration(migrations.Migration):
    """A published notice stays as it was read; a consent can be withdrawn, once, and nothing else of it changes."""

    dependencies = [("consents", "0001_initial")]

    operations = [
        immutable("consents_notice", when="OLD.published_at IS NOT NULL"),
        withdrawable("consents_consent"),
        tells_public_pages("consents_notice"),
    ]
