"""The files of docs/how-to/server name commands, settings, ports and limits that exist, and the
page that copies them names all of them."""

import re
import shlex
import subprocess
from configparser import ConfigParser
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer.main

from tests.guide import list_steps
from weft.cli import app
from weft.cli.serving import PATIENCE
from weft.core.atlas.files.reading import LARGEST
from weft.web.environment import SHORTEST_KEY, Environment

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "docs/how-to/server"
PAGE = (ROOT / "docs/how-to/run-on-a-server.md").read_text("utf-8")
SERVICES = ("weft.service", "weft-digest.service", "weft-backup.service")
FILES = {path.name: path.read_text("utf-8") for path in SERVER.iterdir()}


def read_unit(name: str) -> ConfigParser:
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(FILES[name])
    return unit


def read_settings() -> dict[str, str]:
    lines = [line for line in FILES["weft.env"].splitlines() if line and line[0] != "#"]
    return dict(line.split("=", 1) for line in lines)


def list_typed() -> list[str]:
    """Each line that root types on the server."""
    blocks = [each.lines for each in list_steps(PAGE) if each.kind == "bash"]
    return [line for lines in blocks for line in lines]


# --- settings


def test_every_setting_is_in_the_reference() -> None:
    reference = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "docs/reference").glob("*.md")
    )
    named = set(re.findall(r"\bWEFT_[A-Z_]+\b", "\n".join([PAGE, *FILES.values()])))
    assert {*read_settings(), *named} - set(re.findall(r"`([A-Z_]+)\b", reference)) == set()


def test_the_example_holds_no_secret_and_with_secrets_nothing_in_it_is_wrong(
    tmp_path: Path,
) -> None:
    settings = read_settings()
    assert settings["WEFT_SECRET_KEY"] == settings["WEFT_MAIL"] == ""
    settings["WEFT_SECRET_KEY"] = "k" * SHORTEST_KEY
    settings["WEFT_MAIL"] = "smtp://weft:word@mail.example:587"
    environment = Environment(settings)
    hosts = environment.read_hosts("WEFT_HOSTS", local=False)
    environment.read_key("WEFT_SECRET_KEY", tmp_path, local=False)
    environment.read_mail(hosts, local=False)
    database = environment.read_database("DATABASE_URL", tmp_path)
    assert environment.read_flag("WEFT_BEHIND_PROXY")
    assert environment.problems == []
    assert (database["HOST"], database["NAME"]) == ("/run/postgresql", "weft")


# --- commands


def test_every_command_and_option_exists() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    starts = [read_unit(name)["Service"]["ExecStart"] for name in SERVICES]
    found = []
    for line in (*starts, *list_typed()):
        for name, rest in re.findall(r"(?:^|/bin/)weft (\w+)(.*)", line):
            known = {text for each in commands[name].params for text in each.opts}
            assert set(re.findall(r" (--[\w-]+)", rest)) <= known, line
            found.append(name)
    assert {"serve", "digest", "backup", "restore", "doctor", "invite", "load"} <= set(found)


def test_the_script_sets_up_a_server_with_the_driver_of_its_database() -> None:
    assert "/opt/weft/run setup" in list_typed()
    script = (ROOT / "run").read_text("utf-8")
    assert re.search(r"^    setup\)\n +setup server$", script, re.MULTILINE)
    parts = re.search(r"^ +server\) (.*?) ;;", script, re.MULTILINE | re.DOTALL)
    assert parts
    assert "--extra postgresql" in parts[1]


def test_the_command_of_root_can_be_read_by_a_shell() -> None:
    subprocess.run(["sh", "-n", SERVER / "weft"], check=True)
    assert "/opt/weft/.venv/bin/weft" in FILES["weft"]


# --- the files and the page


def test_the_page_installs_every_file_and_no_other() -> None:
    folder = SERVER.relative_to(ROOT).as_posix()
    words = {
        word.removeprefix(f"/opt/weft/{folder}/")
        for line in list_typed()
        if line.startswith(("install ", "sed "))
        for word in shlex.split(line)
        if word.startswith(("weft", f"/opt/weft/{folder}/weft"))
    } - {"weft"} | {"weft" for line in list_typed() if line.endswith("/usr/local/sbin/weft")}
    assert [word for word in words if not any(fnmatch(name, word) for name in FILES)] == []
    assert [name for name in FILES if not any(fnmatch(name, word) for word in words)] == []


@pytest.mark.parametrize("name", sorted(set(FILES) - {"weft"}))
def test_every_unit_says_where_it_goes(name: str) -> None:
    folder = "/etc" if name == "weft.env" else "/etc/systemd/system"
    target = "/etc/nginx/sites-available/weft" if name == "weft.nginx" else f"{folder}/{name}"
    assert FILES[name].startswith(f"# {target}: ")


def test_every_timer_has_its_service_and_is_switched_on() -> None:
    (line,) = (line for line in list_typed() if ".timer" in line and "enable" in line)
    timers = [name for name in FILES if name.endswith(".timer")]
    assert {name.replace(".timer", ".service") for name in timers} == set(SERVICES[1:])
    assert all(name in line for name in timers)


# --- what holds them together


def test_all_services_are_shut_in_alike() -> None:
    site, *jobs = (dict(read_unit(name)["Service"]) for name in SERVICES)
    assert site["NoNewPrivileges"] == "yes"
    assert site["ProtectSystem"] == "strict"
    shut = list(site)[list(site).index("NoNewPrivileges") :]
    same = ["User", "Group", "EnvironmentFile", "StateDirectory", "StateDirectoryMode", *shut]
    for job in jobs:
        assert {name: job.get(name) for name in same} == {name: site[name] for name in same}


def test_backups_are_written_where_settings_say() -> None:
    service = read_unit("weft-backup.service")["Service"]
    folder = read_settings()["WEFT_BACKUPS"]
    assert service["ReadWritePaths"] == folder
    assert f" {folder}/" in service["ExecStart"]
    assert f" {folder} " in service["ExecStartPost"]


def test_nginx_tells_what_it_sees_itself_and_nothing_that_clients_say() -> None:
    told = dict(re.findall(r"proxy_set_header (\S+) (\S+);", FILES["weft.nginx"]))
    assert told.pop("Host") == "$host"
    assert told.pop("X-Forwarded-For") == "$remote_addr"
    assert told.pop("X-Forwarded-Proto") == "$scheme"
    assert set(told.values()) == {'""'}
    port = read_unit("weft.socket")["Socket"]["ListenStream"]
    assert f"proxy_pass http://{port};" in FILES["weft.nginx"]


def test_the_largest_file_gets_through() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", FILES["weft.nginx"])
    assert found
    assert int(found[1]) * 2**20 > LARGEST + 1_000_000


def test_nothing_is_cut_off_before_the_site_itself_gives_up() -> None:
    stop = read_unit("weft.service")["Service"]["TimeoutStopSec"]
    read = re.search(r"proxy_read_timeout (\d+)s;", FILES["weft.nginx"])
    assert read
    assert int(stop) > PATIENCE
    assert int(read[1]) >= int(stop) + PATIENCE
