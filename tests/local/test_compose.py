"""docker-compose.yml cannot be started here; it is read, and has to agree with the code and with the local run."""

import os
import re
import subprocess
import sys

import pytest
import yaml
from django.urls import resolve

from applicants.calls.questions.file import MOST_MB
from fundportal.local.cluster import LOCALE
from fundportal.local.commands import PROCESSES
from fundportal.local.places import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "codes", "worker", "beat")
SETTINGS = (ROOT / "fundportal" / "settings.py").read_text()
NGINX = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()


def test_services():
    assert sorted(SERVICES) == ["backup", "beat", "codes", "db", "prepare", "proxy", "redis", "restore", "web", "worker"]


@pytest.mark.parametrize("name", PROCESSES)
def test_commands_are_those_of_the_local_run(name):
    assert SERVICES[name]["command"] == list(PROCESSES[name])


def test_the_image_starts_the_web_process_by_itself():
    command = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert yaml.safe_load(command[1]) == list(PROCESSES["web"])


def test_the_database_has_the_collation_of_the_local_run():
    assert SERVICES["db"]["image"] == "postgres:18"
    assert SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split() == list(LOCALE)


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_that_the_code_reads(name):
    known = set(re.findall(r'(?:required|env(?:\.\w+)?)\(\s*"([A-Z_]+)"', SETTINGS)) | {"HOST", "PORT", "WEB_WORKERS"}
    given = {setting.removesuffix("_FILE") for setting in SERVICES[name]["environment"]}
    assert given - known == set()


@pytest.mark.parametrize("name", OURS)
def test_every_required_setting_is_given_and_secrets_come_as_files(name):
    required = set(re.findall(r'required\(\s*"([A-Z_]+)"', SETTINGS))
    environment = SERVICES[name]["environment"]
    assert required - {setting.removesuffix("_FILE") for setting in environment} == set()
    secret = {"SECRET_KEY", "SIGNING_KEYS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}
    assert {f"{setting}_FILE" for setting in secret} <= set(environment)
    assert {environment[f"{setting}_FILE"] for setting in secret} == {f"/run/secrets/{each}" for each in SERVICES[name]["secrets"]}


@pytest.mark.parametrize("name", SERVICES)
def test_every_secret_is_declared(name):
    assert set(SERVICES[name].get("secrets", [])) <= set(COMPOSE["secrets"])


@pytest.mark.parametrize("name", [*OURS, "proxy", "redis"])
def test_services_run_without_root_and_without_capabilities(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    user = service.get("user") or re.search(r"^USER (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
    assert int(user.split(":")[0]) > 0


def test_health_checks_ask_what_is_there():
    assert SERVICES["web"]["healthcheck"]["test"] == ["CMD", "python", "fundportal/local/probe.py", "/readyz"]
    assert (ROOT / "fundportal" / "local" / "probe.py").is_file()
    assert resolve("/readyz").func.__name__ == "readyz"
    assert resolve("/healthz").func.__name__ == "healthz"
    assert sorted(name for name, service in SERVICES.items() if "healthcheck" in service) == [
        "codes",
        "db",
        "proxy",
        "redis",
        "web",
        "worker",
    ]
    for name in ("codes", "worker"):
        node = next(word.split("=")[1].removesuffix("%h") for word in PROCESSES[name] if word.startswith("--hostname="))
        assert f'--destination="{node}$$(hostname)"' in SERVICES[name]["healthcheck"]["test"][1]


def test_the_proxy_alone_is_trusted_and_open_to_the_world():
    address = SERVICES["proxy"]["networks"]["edge"]["ipv4_address"]
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == f"{address}/32"
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_the_proxy_stamps_arrival_buffers_and_serves_protected_files():
    server = NGINX[NGINX.index("listen 8443") :]
    assert 'set $arrived "t=$msec";' in server
    assert "proxy_set_header X-Request-Start $arrived;" in server
    assert re.search(r"location / \{\s+proxy_request_buffering on;", server)
    assert re.search(r"location /archivos/tus/ \{\s+proxy_request_buffering off;", server)
    prefix = SERVICES["web"]["environment"]["PRIVATE_FILES_PROXY_PREFIX"]
    folder = SERVICES["web"]["environment"]["STORAGE_URL"].removeprefix("file://")
    assert re.search(rf"location {prefix} \{{\s+internal;\s+alias {folder}/;", server)
    assert f"files:{folder}:ro" in SERVICES["proxy"]["volumes"]
    assert f"server web:{SERVICES['web']['environment']['PORT']} " in NGINX


def test_the_proxy_takes_what_a_page_may_send():
    most = int(re.search(r"client_max_body_size (\d+)m;", NGINX)[1])
    assert MOST_MB < most <= MOST_MB + 10


def test_the_proxy_lets_go_of_idle_connections_before_the_web_process_does():
    from fundportal import gunicorn_conf

    assert int(re.search(r"keepalive_timeout (\d+)s;", NGINX)[1]) < gunicorn_conf.keepalive


def test_new_secrets_are_all_that_compose_reads_and_the_portal_starts_with_them(tmp_path):
    subprocess.run(["sh", ROOT / "docs" / "deploy" / "new-secrets.sh"], cwd=tmp_path, check=True, capture_output=True)
    wanted = {secret["file"].removeprefix("./secrets/") for secret in COMPOSE["secrets"].values()}
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    assert wanted - made == {"email_url", "tls.crt", "tls.key"}
    (tmp_path / "secrets" / "email_url").write_text("smtp+tls://portal:secret@mail.example.org:587")

    environment = {"PATH": os.environ["PATH"], "SITE_URL": "https://fondo.example.org", "ALLOWED_HOSTS": "fondo.example.org"}
    for name, value in SERVICES["web"]["environment"].items():
        if name.endswith("_FILE"):
            environment[name] = value.replace("/run/secrets", str(tmp_path / "secrets"))
        elif "$" not in value:
            environment[name] = value
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"]
    done = subprocess.run(check, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
