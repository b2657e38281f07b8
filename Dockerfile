# One image for web, workers, beat and the preparing step. No compiler, no shell tools: every package is a wheel.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 STATIC_ROOT=/srv/static

RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /srv/files /srv/scratch
WORKDIR /app
COPY requirements.txt .
RUN pip install --only-binary=:all: -r requirements.txt && python -m compileall -q /usr/local/lib/python3.11/site-packages
COPY manage.py LICENSE ./
COPY fundportal fundportal
COPY programs programs
COPY applicants applicants
COPY templates templates
COPY static static
# Static files need no secret; the values below live for this command alone.
RUN SECRET_KEY=build SIGNING_KEYS="$(python -m fundportal.local.keys)" DISCLOSURE_KEY="$(head -c 32 /dev/urandom | base64)" SITE_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/build \
    REDIS_URL=redis://build.invalid EMAIL_URL=dummymail:// STORAGE_URL=file:///srv/files python manage.py collectstatic --noinput --verbosity=0 \
    && python -m compileall -q /app

USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config=python:fundportal.gunicorn_conf", "fundportal.wsgi:application"]
