"""Tables, the three initiatives and the sample calls, in the database that the environment names. Run as a program."""

import django

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    from applicants.calls.samples.load import load_samples

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_initiatives", verbosity=0)
    load_samples()
