"""Jobs about applications of the tests."""

from applicants.applications.bulk.begin import confirm, take
from applicants.applications.bulk.look import look
from applicants.applications.bulk.verbs import VERBS
from applicants.applications.models import Application


def seen(job, by):
    looked = look(job, VERBS[job.verb], by)
    return f"{looked.fingerprint}.{looked.count}"


def make_job(verb, applications, by, **more):
    ids = [getattr(application, "pk", application) for application in applications]
    return take(verb=VERBS[verb], chosen=Application.objects.visible_to(by).filter(pk__in=ids), by=by, back="/admin/", **more)


def begin(verb, applications, by, order=None, **params):
    """A job that is confirmed."""
    job = make_job(verb, applications, by, order=order)
    params = {"reason": "No.", **params}
    return confirm(job=job, by=by, params=params, seen=seen(job, by))


def outcomes(job):
    """(outcome, why, said) of each row, in their order."""
    return list(job.rows.order_by("place").values_list("outcome", "why", "said"))


def states(applications):
    found = dict(Application.objects.filter(pk__in=[a.pk for a in applications]).values_list("pk", "state"))
    return [found[a.pk] for a in applications]
