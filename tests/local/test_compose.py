"""docker-compose.yml cannot be started here; it is read, and has to agree with the code and with the local run."""

import os
import re
import signal
import subprocess
import sys
import time
from ipaddress import ip_address, ip_network

import pytest
import redis
import yaml
from django.urls import resolve

from applicants.calls.questions.file import MOST_MB
from fundportal.local.binaries import valkey_server
from fundportal.local.cluster import LOCALE
from fundportal.local.commands import PROCESSES
from fundportal.local.environment import SETTINGS as KNOWN
from fundportal.local.places import ROOT
from fundportal.local.ports import free_port

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "codes", "worker", "beat")
SETTINGS = (ROOT / "fundportal" / "settings.py").read_text()
PROXY = ROOT / "docs" / "deploy" / "proxy"
NGINX = (PROXY / "nginx.conf").read_text()
# What production does not set: for trying out and for tests; and what the image sets itself.
NOT_IN_COMPOSE = {"DEBUG", "PLAIN_HTTP", "PUBLIC_PAGE_CACHE", "SAMPLE_LOGINS", "SAMPLE_PASSWORD", "STATIC_ROOT"}


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


def test_every_setting_that_the_code_reads_is_given_and_no_other():
    reading = r'\b(?:(?:required|optional|words|env\.\w+|setting)\(|os\.environ(?:\.get\(|\[))\s*"([A-Z_]+?)(?:_FILE)?"'
    programs = [path for part in ("fundportal", "programs", "applicants") for path in (ROOT / part).rglob("*.py")]
    read = {name for path in programs for name in re.findall(reading, path.read_text().replace("'", '"'))}
    assert read - {"PATH", "CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH"} == KNOWN
    given = {setting.removesuffix("_FILE") for name in OURS for setting in SERVICES[name]["environment"]}
    assert given - {"TMPDIR"} == KNOWN - NOT_IN_COMPOSE


@pytest.mark.parametrize("name", OURS)
def test_every_required_setting_is_given_and_secrets_come_as_files(name):
    required = set(re.findall(r'required\(\s*"([A-Z_]+)"', SETTINGS))
    environment = SERVICES[name]["environment"]
    assert required - {setting.removesuffix("_FILE") for setting in environment} == set()
    secret = {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "SIGNING_KEYS", "DISCLOSURE_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}
    assert {f"{setting}_FILE" for setting in secret} <= set(environment)
    assert {environment[f"{setting}_FILE"] for setting in secret} == {f"/run/secrets/{each}" for each in SERVICES[name]["secrets"]}


@pytest.mark.parametrize("name", SERVICES)
def test_every_secret_is_declared(name):
    assert set(SERVICES[name].get("secrets", [])) <= set(COMPOSE["secrets"])


@pytest.mark.parametrize("name", [*OURS, "proxy", "redis", "backup", "restore"])
def test_services_run_without_root_and_without_capabilities(name):
    service = SERVICES[name]
    assert service.get("read_only", False) is (name not in ("backup", "restore"))
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
    assert '"$${SITE_URL%/}/healthz"' in SERVICES["proxy"]["healthcheck"]["test"][1]
    for name in ("codes", "worker"):
        node = next(word.split("=")[1].removesuffix("%h") for word in PROCESSES[name] if word.startswith("--hostname="))
        assert f'--destination="{node}$$(hostname)"' in SERVICES[name]["healthcheck"]["test"][1]


def test_the_proxy_alone_is_trusted_and_open_to_the_world():
    address = SERVICES["proxy"]["networks"]["edge"]["ipv4_address"]
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == f"{address}/32"
    pool = COMPOSE["networks"]["edge"]["ipam"]["config"][0]
    assert ip_address(address) in ip_network(pool["subnet"])
    assert ip_address(address) not in ip_network(pool["ip_range"])  # nobody else is given it
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_the_proxy_stamps_arrival_buffers_and_serves_protected_files():
    server = NGINX[NGINX.index("listen 8443") :]
    assert 'set $arrived "t=$msec";' in server
    assert "proxy_set_header X-Request-Start $arrived;" in server
    assert re.search(r"location / \{\s+proxy_request_buffering on;", server)
    pieces = server[server.index("location /archivos/tus/") :]
    assert (pieces.index("proxy_request_buffering on;") < pieces.index("}"), "client_max_body_size 2m;" in pieces) == (True, True)
    prefix = SERVICES["web"]["environment"]["PRIVATE_FILES_PROXY_PREFIX"]
    folder = SERVICES["web"]["environment"]["STORAGE_URL"].removeprefix("file://")
    assert re.search(rf"location {prefix} \{{\s+internal;\s+alias {folder}/;", server)
    assert f"files:{folder}:ro" in SERVICES["proxy"]["volumes"]
    assert NGINX.count(f"server web:{SERVICES['web']['environment']['PORT']} resolve ") == 2
    assert "resolver 127.0.0.11 " in NGINX


def test_the_proxy_reads_its_settings_from_a_folder_so_that_an_update_reaches_it():
    mounted = [volume.split(":")[:2] for volume in SERVICES["proxy"]["volumes"] if volume.startswith("./")]
    assert mounted == [["./docs/deploy/proxy", "/etc/portal"]]
    assert SERVICES["proxy"]["command"][:3] == ["nginx", "-c", "/etc/portal/nginx.conf"]


def test_what_the_proxy_says_by_itself_is_said_in_both_languages():
    said = dict(re.findall(r"error_page ([\d ]+) /proxy-pages/([a-z-]+\.html);", NGINX))
    assert said == {"413": "too-large.html", "502 503 504": "away.html", "403 404": "missing.html"}
    for name in said.values():
        page = (PROXY / "pages" / name).read_text()
        assert page.startswith('<!doctype html>\n<html lang="es-MX">')
        assert '<section lang="en">' in page
        assert "<style" not in page


def test_the_largest_file_of_a_question_fits_through_the_proxy():
    most = int(re.search(r"client_max_body_size (\d+)m;", NGINX)[1])
    assert MOST_MB + 5 <= most <= MOST_MB + 10
    assert f"{most} MB" in (PROXY / "pages" / "too-large.html").read_text()


@pytest.mark.parametrize("name", OURS)
def test_uploads_on_their_way_lie_on_the_disk(name):
    """/tmp of the containers is memory, and small."""
    folder = SERVICES[name]["environment"]["TMPDIR"]
    assert f"scratch:{folder}" in SERVICES[name]["volumes"]
    assert re.search(rf"install -d -o portal -g portal .*{folder}", (ROOT / "Dockerfile").read_text())
    assert SERVICES[name]["tmpfs"] == ["/tmp:size=64m,mode=1777"]


def test_the_portals_database_role_is_no_superuser():
    assert "POSTGRES_USER" not in SERVICES["db"]["environment"]  # the image's superuser, postgres
    assert "./docs/deploy/database:/docker-entrypoint-initdb.d:ro" in SERVICES["db"]["volumes"]
    assert set(SERVICES["db"]["secrets"]) == {"db_admin_password", "db_password"}
    assert not any("db_admin_password" in SERVICES[name].get("secrets", []) for name in SERVICES if name != "db")
    script = ROOT / "docs" / "deploy" / "database" / "portal.sh"
    assert os.access(script, os.X_OK)  # else the image reads it into its own shell


def test_the_broker_ends_when_it_is_told_to(tmp_path):
    """Its command as it stands, in a folder of the test instead of the container's: Docker sends SIGTERM to the first process."""
    port = free_port()
    (tmp_path / "redis_password").write_text("secret")
    shell, options, script = SERVICES["redis"]["command"]
    for there, here in (
        ("$$", "$"),
        ("/run/secrets", str(tmp_path)),
        ("/run/valkey", str(tmp_path)),
        ("/data", f"{tmp_path}\\nport {port}"),
    ):
        script = script.replace(there, here)
    script = script.replace("valkey-server", str(valkey_server()))
    with subprocess.Popen([shell, options, script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as broker:
        client = redis.Redis(port=port, password="secret")
        until = time.monotonic() + 10
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < until
                time.sleep(0.02)
        client.close()
        broker.send_signal(signal.SIGTERM)
        assert broker.wait(5) == 0


def test_the_proxy_lets_go_of_idle_connections_before_the_web_process_does():
    from fundportal import gunicorn_conf

    assert int(re.search(r"keepalive_timeout (\d+)s;", NGINX)[1]) < gunicorn_conf.keepalive


def test_new_secrets_are_all_that_compose_reads_and_the_portal_starts_with_them(tmp_path):
    subprocess.run(["sh", ROOT / "docs" / "deploy" / "new-secrets.sh"], cwd=tmp_path, check=True, capture_output=True)
    wanted = {secret["file"].removeprefix("./secrets/") for secret in COMPOSE["secrets"].values()}
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    assert wanted - made == {"email_url", "tls.crt", "tls.key"}
    assert (
        re.match(r"postgres://fundportal:(\w+)@", (tmp_path / "secrets" / "database_url").read_text())[1]
        == (tmp_path / "secrets" / "db_password").read_text()
    )
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
