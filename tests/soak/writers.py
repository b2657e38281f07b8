"""Two people's pages write into one draft, 500 saves each, over a line on which a fifth of all requests is lost, answered in vain, late or doubled."""


def writers(*, seed=1, rounds=2, saves=500, say=lambda line: None, **_more):
    """Figures of all rounds, each with a draft of its own and taken back at the end. Needs the tables (see __main__.make_ready)."""
    from django.db import transaction

    from tests.applications.build import client_of, make_call, make_draft
    from tests.applications.test_writers import FORM
    from tests.applications.writers import run

    total = {"saves": 0, "troubles": 0, "words": 0, "conflicts": 0, "lost": 0, "differ": 0, "waiting": 0}
    for number in range(rounds):
        with transaction.atomic():
            draft = make_draft(make_call(FORM))
            figures = run(draft, [client_of(draft.applicant) for _each in range(2)], saves=saves, seed=seed + number)
            transaction.set_rollback(True)
        say(f"writers, seed {seed + number}: {figures}")
        for name, found in figures.items():
            total[name] += found if isinstance(found, int) else len(found)
    return {"writers": 2, "rounds": rounds, **total, "ok": not (total["lost"] or total["differ"] or total["waiting"])}
