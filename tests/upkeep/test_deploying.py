"""What an installation is made of beside the code: the image, compose, Kubernetes, systemd and the guide name real things."""

import ast
import base64
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config

from elearning import stores
from elearning.environment import EXAMPLES
from tests.tools import needs

ROOT = Path(settings.BASE_DIR)
GUIDE, README = ROOT / "deploy" / "GUIDE.md", ROOT / "README.md"
COMPOSE, KUBERNETES = ROOT / "compose.yaml", sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
# Read by programs of others, or by one command alone; told where they are used.
NOT_OURS = {"DATABASE_PASSWORD", "NEW_DATABASE_URL", "PROMETHEUS_MULTIPROC_DIR", "DJANGO_SETTINGS_MODULE"}
A_SETTING = re.compile(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+|DEBUG|WORKERS)`")
SOURCES = [path for path in sorted((ROOT / "elearning").rglob("*.py")) if "migrations" not in path.parts]


def read_settings() -> set[str]:
    """Every variable that the product reads, by looking at the calls of `environment.read`."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES if "read(" in path.read_text(encoding="utf-8")
    ]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asked = [
        word for call in calls if getattr(call.func, "id", "") in {"read", "mail_server"} for word in call.args[:2]
    ]
    names = {str(one.value) for one in asked if isinstance(one, ast.Constant) and str(one.value).isupper()}
    return names | {*stores.NEEDED, *stores.OPTIONAL}


def documents(path: Path) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def cluster() -> dict[tuple[str, str], dict[str, Any]]:
    """Everything of the manifests, by kind and name."""
    return {(one["kind"], one["metadata"]["name"]): one for path in KUBERNETES for one in documents(path)}


def pods() -> dict[str, dict[str, Any]]:
    """What runs: the name of the part, and the description of its pod."""
    told: dict[str, dict[str, Any]] = {}
    for (kind, name), one in cluster().items():
        if kind in {"Deployment", "Job"}:
            told[name] = one["spec"]["template"]["spec"]
        elif kind == "CronJob":
            told[name] = one["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return told


def environment_of(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def with_our_own(values: dict[str, str]) -> dict[str, str]:
    """`values` once somebody has put their own in place of every one that says so."""
    made = {EXAMPLES[0]: "a-value-of-our-own", EXAMPLES[1]: base64.b64encode(b"of-our-own-x").decode()}
    for example, own in made.items():
        values = {name: value.replace(example, own) for name, value in values.items()}
    return values


def instructions(name: str) -> list[str]:
    """What stands in the Dockerfile under one instruction, with lines that go on joined."""
    whole = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.removeprefix(name).strip() for line in whole.splitlines() if line.startswith(f"{name} ")]


def commands_in(words: str) -> set[str]:
    """The names that follow `manage.py`."""
    return set(re.findall(r"manage\.py[\",\s]+([a-z_]+)", words))


def programs() -> Iterator[tuple[str, list[str]]]:
    """Every command line that something of ours is started with, and where it is written."""
    yield "Dockerfile", ast.literal_eval(instructions("CMD")[-1])
    for name, service in yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"].items():
        if "build" in service and "command" in service:
            yield f"compose {name}", service["command"]
    for name, pod in pods().items():
        if "command" in pod["containers"][0]:
            yield f"kubernetes {name}", pod["containers"][0]["command"]
    for unit in UNITS:
        for line in re.findall(r"^ExecStart(?:Pre)?=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
            yield unit.name, shlex.split(line)


def test_every_command_line_starts_a_program_of_ours() -> None:
    known, told = get_commands(), list(programs())

    wrong = [
        where
        for where, line in told
        if not (Path(line[0]).name == "gunicorn" and line[1] == "elearning.wsgi")
        and not (Path(line[0]).name == "python" and line[1] == "manage.py" and line[2] in known)
    ]

    assert wrong == []
    assert len(told) >= 13


@pytest.mark.parametrize("line", [pytest.param(line, id=where) for where, line in programs()])
def test_every_command_takes_its_options(line: list[str], settings: Any) -> None:
    """A word that the program does not know ends it with code 2."""
    program, *options = line
    if Path(program).name == "gunicorn":
        Config().parser().parse_args(options)
        return
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    command = load_command_class(get_commands()[options[1]], options[1])  # type: ignore[arg-type]
    command.create_parser("manage.py", options[1]).parse_args(options[2:])


def test_image_copies_what_is_there_and_nothing_that_is_kept_back() -> None:
    copied = [source for line in instructions("COPY") if "--from" not in line for source in line.split()[:-1]]
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert set(copied) == let_in
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_image_has_the_libraries_that_the_machine_is_asked_for() -> None:
    tree = ast.parse((ROOT / ".ci" / "check_system.py").read_text(encoding="utf-8"))
    needed = next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))
    installed = next(line for line in instructions("RUN") if "apt-get install" in line).split()

    assert set(needed.values()) - set(installed) == set()
    assert "postgresql-client-15" in installed


def test_image_is_nobody_and_its_database_is_one_its_programs_can_copy() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]

    assert instructions("USER") == ["10001:10001"]
    assert all(re.search(r":[\w.-]*\d", line.split()[0]) for line in instructions("FROM"))
    # pg_dump copies no database of a later version than its own.
    assert services["database"]["image"].startswith("postgres:15-")


def test_static_files_can_be_read_by_a_user_who_did_not_lay_them_out(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "elearning.settings",
        "VAR_DIR": str(tmp_path / "var"),
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, ROOT / "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        env=environment,
        check=True,
        umask=0o022,  # as in the image, where it is done by root and read by nobody in particular
    )

    laid = list((tmp_path / "static").rglob("*"))
    closed = [path.name for path in laid if path.stat().st_mode & 0o777 != (0o755 if path.is_dir() else 0o644)]

    assert (tmp_path / "static" / "staticfiles.json") in laid
    assert not closed


def test_packages_of_servers_are_those_of_everybody_and_four_more() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9.-]+==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))

    more = {line.split("==")[0] for line in pinned("servers.txt") - pinned("base.txt")}

    assert pinned("base.txt") - pinned("servers.txt") == set()
    assert more == {"async-timeout", "obstore", "redis", "sentry-sdk"}  # redis asks for the first before Python 3.11.3


def test_compose_file_is_one() -> None:
    needs("check-jsonschema") if not (Path(sys.executable).parent / "check-jsonschema").exists() else None
    asked = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]

    answer = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a tool of the tests

    assert (answer.returncode, answer.stdout.strip()) == (0, "ok -- validation done")


def test_compose_has_two_of_those_that_serve_and_one_door_to_the_world() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    ours = {name for name, one in services.items() if "build" in one}
    tagged = {name: one["image"] for name, one in services.items() if "build" not in one}

    assert {name: services[name]["deploy"].get("replicas", 1) for name in ours} == {
        "web": 2,
        "worker": 2,
        "tick": 1,
        "migrate": 1,
    }
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert [name for name in ours if not services[name]["read_only"] or services[name]["cap_drop"] != ["ALL"]] == []
    assert [name for name, one in services.items() if "memory" not in one["deploy"]["resources"]["limits"]] == []
    assert [name for name, tag in tagged.items() if not re.search(r":v?\d", tag)] == []
    assert [name for name in ("database", "cache", "files") if services[name]["networks"] != ["inner"]] == []
    assert {name for name in ours if "migrate" in services[name]["depends_on"]} == ours - {"migrate"}


def test_example_of_values_starts(tmp_path: Path) -> None:
    values = environment_of(ROOT / ".env.example")
    command = "import elearning.settings as s; print(s.DATABASES['default']['HOST'], s.STORAGES['private']['BACKEND'])"
    environment = {"PATH": os.environ["PATH"], **with_our_own(values), "VAR_DIR": str(tmp_path)}

    told = subprocess.check_output([sys.executable, "-c", command], cwd=ROOT, env=environment, text=True)  # noqa: S603

    assert told.split() == ["database", "elearning.buckets.Bucket"]
    assert values["DATABASE_PASSWORD"] in values["DATABASE_URL"]
    assert set(values) - read_settings() - NOT_OURS == set()


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "SEALING_KEYS", "DATABASE_URL", "S3_SECRET_ACCESS_KEY", "METRICS_TOKEN"]
)
@pytest.mark.parametrize("example", ["one machine", "a cluster"])
def test_nothing_starts_with_a_secret_out_of_an_example(tmp_path: Path, example: str, name: str) -> None:
    secret = cluster()["Secret", "alongside"]["stringData"]
    values = environment_of(ROOT / ".env.example") if example == "one machine" else secret
    environment = {"PATH": os.environ["PATH"], **with_our_own(values), name: values[name], "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "import elearning.settings"]

    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603

    assert (answer.returncode, f"the setting {name} is wrong" in answer.stderr) == (1, True)
    assert values[name] not in answer.stderr


def test_key_out_of_an_example_opens_until_everything_is_sealed_anew(tmp_path: Path) -> None:
    values = environment_of(ROOT / ".env.example")
    both = f"{with_our_own(values)['SEALING_KEYS']},{values['SEALING_KEYS']}"
    environment = {"PATH": os.environ["PATH"], **with_our_own(values), "SEALING_KEYS": both, "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "import elearning.settings as s; print(len(s.SEALING_KEYS))"]

    told = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)  # noqa: S603

    assert told.strip() == "3"


def test_every_word_that_compose_takes_from_outside_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text(encoding="utf-8")))

    assert asked - set(environment_of(ROOT / ".env.example")) == set()


def test_example_of_a_cluster_starts(tmp_path: Path) -> None:
    told = cluster()
    values = {**told["ConfigMap", "alongside"]["data"], **told["Secret", "alongside"]["stringData"]}
    environment = {"PATH": os.environ["PATH"], **with_our_own(values), "VAR_DIR": str(tmp_path)}
    command = "import elearning.settings as s; print(s.WORKERS, s.SECURE, s.CACHES['default']['BACKEND'])"

    answer = subprocess.check_output([sys.executable, "-c", command], cwd=ROOT, env=environment, text=True)  # noqa: S603

    assert answer.split() == ["1", "True", "elearning.caches.Lasting"]
    assert set(values) - read_settings() == set()


def test_everything_in_the_cluster_is_nobody_and_writes_where_it_may() -> None:
    for name, pod in pods().items():
        (container,) = pod["containers"]
        mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, 10001), name
        assert container["securityContext"]["readOnlyRootFilesystem"], name
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
        assert {volume["name"] for volume in pod["volumes"]} == set(mounted), name
        assert {"tmp", "data"} <= set(mounted), name
        assert "memory" in container["resources"]["limits"], name


def test_what_the_cluster_names_is_there() -> None:
    told = cluster()
    for name, pod in pods().items():
        assert ("ServiceAccount", pod["serviceAccountName"]) in told, name
        for source in pod["containers"][0]["envFrom"]:
            ((kind, named),) = source.items()
            assert ({"configMapRef": "ConfigMap", "secretRef": "Secret"}[kind], named["name"]) in told, name
        claims = [volume["persistentVolumeClaim"] for volume in pod["volumes"] if "persistentVolumeClaim" in volume]
        assert [claim for claim in claims if ("PersistentVolumeClaim", claim["claimName"]) not in told] == []
    web = told["Deployment", "web"]["spec"]["template"]["metadata"]["labels"]
    assert told["Service", "web"]["spec"]["selector"] == web
    assert told["PodDisruptionBudget", "web"]["spec"]["selector"]["matchLabels"] == web
    paths = told["Ingress", "web"]["spec"]["rules"][0]["http"]["paths"]
    assert {path["path"]: path["backend"]["service"]["name"] for path in paths} == {
        "/health": "nobody",
        "/metrics": "nobody",
        "/": "web",
    }


def test_web_servers_of_the_cluster_are_replaced_without_a_gap() -> None:
    web = cluster()["Deployment", "web"]["spec"]
    (container,) = web["template"]["spec"]["containers"]

    assert (web["replicas"], web["strategy"]["rollingUpdate"]["maxUnavailable"]) == (2, 0)
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
    assert container["lifecycle"]["preStop"]["exec"]["command"] == ["sleep", "10"]


def test_units_are_what_systemd_reads(tmp_path: Path) -> None:
    needs("systemd-analyze")
    python = Path(sys.executable).parent
    for unit in UNITS:
        words = unit.read_text(encoding="utf-8").replace("/opt/alongside/.venv/bin", str(python))
        words = re.sub(r"^(User|Group)=.*\n", "", words.replace("/opt/alongside", str(ROOT)), flags=re.MULTILINE)
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(words)

    for path in sorted(tmp_path.iterdir()):
        answer = subprocess.run(  # noqa: S603 - systemd's own
            ["systemd-analyze", "verify", "--man=no", str(path)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        about_it = [line for line in answer.stderr.splitlines() if "alongside" in line]
        assert (answer.returncode, about_it) == (0, []), path.name


@pytest.mark.parametrize("path", [GUIDE, README], ids=lambda path: path.name)
def test_commands_that_are_told_exist(path: Path) -> None:
    told = commands_in(path.read_text(encoding="utf-8"))

    assert told - set(get_commands()) == set()
    assert {"backup", "restore", "migrate", "tick"} <= told


def told_lines(words: str) -> Iterator[list[str]]:
    """Every command line of ours in a text: in a block, or between ticks, where `manage.py` may be left out."""
    blocks = re.findall(r"^```\n(.*?)^```", words, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    prose = re.sub(r"^```\n.*?^```", "", words, flags=re.MULTILINE | re.DOTALL)
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]
    ours = {name for name, app in get_commands().items() if str(app).startswith(("elearning", "packs", "actionsets"))}
    for line in (*lines, *spans):
        _before, is_told, rest = line.partition("manage.py ")
        found = (rest if is_told else line).split()
        if found and found[0] in (get_commands() if is_told else ours):
            yield found


@pytest.mark.parametrize("path", [GUIDE, README], ids=lambda path: path.name)
def test_options_that_are_told_exist(path: Path, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    told = list(told_lines(path.read_text(encoding="utf-8")))
    unknown = []
    for name, *words in told:
        command = load_command_class(get_commands()[name], name)  # type: ignore[arg-type]
        known = command.create_parser("manage.py", name)._option_string_actions
        options = [word.strip("[]…,") for word in words if word.strip("[").startswith("--")]
        unknown += [f"{name} {option}" for option in options if option.partition("=")[0] not in known]

    assert unknown == []
    assert sum(word.startswith("--") for line in told for word in line) > 10


def test_every_web_server_starts_where_its_configuration_lies() -> None:
    """gunicorn reads `gunicorn.conf.py` of the folder it starts in, and says nothing where there is none."""
    served = [unit for unit in UNITS if "/gunicorn " in unit.read_text(encoding="utf-8")]
    folders = [
        line for unit in served for line in unit.read_text(encoding="utf-8").splitlines() if "WorkingDir" in line
    ]
    copied = [line.split() for line in instructions("COPY")]
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]

    assert folders == ["WorkingDirectory=/opt/alongside"]
    assert (instructions("WORKDIR"), [line[-1] for line in copied if "gunicorn.conf.py" in line]) == (
        ["/app"] * 2,
        ["./"],
    )
    assert [name for name, pod in pods().items() if "workingDir" in pod["containers"][0]] == []
    assert [name for name, one in services.items() if "working_dir" in one] == []
    assert [where for where, line in programs() if "--config" in line or "-c" in line or "--chdir" in line] == []
    assert callable(runpy.run_path(str(ROOT / "gunicorn.conf.py"))["when_ready"])


def test_nginx_keeps_secrets_out_of_its_log_and_the_inside_inside() -> None:
    words = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (kept,) = re.findall(r"log_format alongside '([^']*)'", words)

    # Whatever holds an address, a header or a person's own address on the net.
    assert [word for word in ("request ", "uri", "args", "http_", "referer", "remote_addr") if word in kept + " "] == []
    assert set(re.findall(r"access_log ([^;]+);", words)) == {"off", "/var/log/nginx/alongside.log alongside"}
    assert {line.split()[-1] for line in re.findall(r"error_log ([^;]+);", words)} == {"crit"}
    assert "location ~ ^/(health|metrics)(/|$)" in words
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in words
    assert "client_max_body_size 12m;" in words


def test_settings_that_are_told_are_read() -> None:
    told = set(A_SETTING.findall(GUIDE.read_text(encoding="utf-8")))

    assert told - read_settings() - NOT_OURS == set()
    assert "SEALING_KEYS" in told


def test_every_setting_is_told_in_the_table() -> None:
    table = "".join(line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("|"))

    assert read_settings() - set(re.findall(r"`([A-Z][A-Z0-9_]+)`", table)) == set()
    assert {"BASE_URL", "S3_BUCKET", "METRICS_TOKEN"} <= read_settings()


def test_files_that_the_guide_names_exist() -> None:
    named = set(
        re.findall(
            r"`((?:deploy|requirements|tests|\.ci)/[\w./@-]+|Dockerfile|compose\.yaml|\.env\.example)`",
            GUIDE.read_text(),
        )
    )

    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert named >= {f"deploy/systemd/{name}" for name in ("alongside.service", "alongside-backup.timer")}
