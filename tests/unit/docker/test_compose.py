"""The compose file fits its schema, hardens every service, and tells each process what that process reads."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scripts.tools.containers.__main__ import main as set_up
from tests.unit.docker import composed, variables
from tests.unit.docker.dockerfile import DOCKERFILES, PROJECT, read_stages

IDENTITY = {"YILIAN_UID": "10001", "YILIAN_GID": "10001"}
OURS = ("engine", "gateway", "intake", "keeper", "worker-approval", "worker-fire", "worker-urban")
ALL = (*OURS, "postgres", "prometheus", "collector")
READS = {
    "engine": variables.engine,
    "gateway": variables.gateway,
    "intake": variables.gateway,
    "keeper": variables.keeper,
}
NEEDED = {
    "engine": {
        "YILIAN_ENGINE_HOST",
        "YILIAN_INTAKE_URL",
        "YILIAN_INTAKE_USER",
        "YILIAN_INTAKE_PASSWORD_FILE",
    },
    "gateway": {
        "YILIAN_DATA",
        "YILIAN_ENGINE_GRPC",
        "YILIAN_ENGINE_REST",
        "YILIAN_PUBLIC_URL",
        "YILIAN_ROOTS",
        "YILIAN_KEEPER_URL",
        "YILIAN_REGISTER_TOKEN_FILE",
    },
    "intake": {"YILIAN_DATA", "YILIAN_INTAKE_USER", "YILIAN_SECRETS_DIR", "YILIAN_DATA_KEY_FILE"},
    "keeper": {"YILIAN_KEEPER_PASSPHRASE_FILE"},
    "worker": {
        "YILIAN_BODY",
        "YILIAN_ENGINE_GRPC",
        "YILIAN_GATEWAY_URL",
        "YILIAN_KEEPER_URL",
        "YILIAN_TOKEN_FILE",
        "YILIAN_KEEPER_TOKEN_FILE",
    },
}


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return composed.read(IDENTITY)


@pytest.fixture(scope="module")
def services(whole: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = whole["services"]
    return found


def schema() -> jsonschema.Draft7Validator:
    """The validator of the Compose Specification."""
    content = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(content)


def test_the_file_fits_the_compose_schema(whole: dict[str, Any]) -> None:
    schema().validate(whole)


def test_the_schema_would_find_a_wrong_key(whole: dict[str, Any]) -> None:
    engine = {**whole["services"]["engine"], "readonly": True}
    with pytest.raises(jsonschema.ValidationError):
        schema().validate({**whole, "services": {"engine": engine}})


def test_it_insists_on_the_user_that_set_up_chose() -> None:
    with pytest.raises(composed.VariableMissing):
        composed.read({})


def test_every_variable_is_shown_in_the_example() -> None:
    example = (PROJECT / "docker" / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == composed.variables()


@pytest.mark.parametrize("name", ALL)
def test_every_service_is_hardened(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert not {"privileged", "cap_add", "network_mode", "pid", "ipc"} & set(service)


def test_there_is_no_service_that_these_tests_do_not_know(services: dict[str, Any]) -> None:
    assert set(services) == set(ALL)


def test_only_the_gateways_port_is_published_and_on_loopback(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"gateway": ["127.0.0.1:8000:8000"]}


def test_only_the_portals_network_has_a_way_out(whole: dict[str, Any], services: dict[str, Any]) -> None:
    open_networks = {name for name, network in whole["networks"].items() if not network.get("internal")}
    assert open_networks == {"portal"}
    assert {name for name, service in services.items() if "portal" in service["networks"]} == {"gateway"}


@pytest.mark.parametrize(
    ("network", "members"),
    [
        ("store", {"postgres", "gateway", "intake"}),
        ("seal", {"keeper", "worker-approval", "worker-fire", "worker-urban"}),
        ("register", {"keeper", "gateway"}),
        (
            "engine",
            {"engine", "gateway", "intake", "prometheus", *(n for n in OURS if n.startswith("worker"))},
        ),
    ],
)
def test_a_network_holds_those_who_must_meet(
    services: dict[str, Any], network: str, members: set[str]
) -> None:
    assert {name for name, service in services.items() if network in service["networks"]} == members


def test_a_service_waits_for_what_it_leans_on(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for other, condition in service.get("depends_on", {}).items():
            assert condition == {"condition": "service_healthy"}, name
            has_check = "healthcheck" in services[other] or _dockerfile(services[other]) is not None
            assert has_check, other


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_read_by_its_process_and_every_needed_one_is_set(
    services: dict[str, Any], name: str
) -> None:
    kind = "worker" if name.startswith("worker") else name
    reads = {**READS, "worker": variables.worker}[kind]()
    given = {variable for variable in services[name]["environment"] if variable.startswith("YILIAN_")}
    dockerfile = _dockerfile(services[name])
    assert dockerfile is not None
    built_in = set(read_stages(dockerfile)[-1].environment)
    assert given - {"YILIAN_SECRETS_DIR"} <= reads
    assert NEEDED[kind] <= given | built_in


@pytest.mark.parametrize("name", OURS)
def test_the_command_is_a_module_of_the_project(services: dict[str, Any], name: str) -> None:
    dockerfile = _dockerfile(services[name])
    assert dockerfile is not None
    command = services[name].get("command") or read_stages(dockerfile)[-1].command
    if name == "engine":
        assert command == ["/engine/start"]
    else:
        assert command is not None
        assert command[:2] == ["python", "-m"]
        assert importlib.util.find_spec(f"{command[2]}.__main__") is not None


def test_secrets_are_files_and_stand_in_no_environment(
    whole: dict[str, Any], services: dict[str, Any]
) -> None:
    assert all(set(secret) == {"file"} for secret in whole["secrets"].values())
    for service in services.values():
        for secret in service.get("secrets", []):
            assert (secret if isinstance(secret, str) else secret["source"]) in whole["secrets"]
        for variable in service.get("environment", {}):
            assert variable.endswith("_FILE") or not re.search(r"PASSWORD|TOKEN|PASSPHRASE|SECRET$", variable)


def test_set_up_makes_every_secret_and_folder_once(whole: dict[str, Any], tmp_path: Path) -> None:
    assert set_up(["--folder", str(tmp_path)]) == 0
    made = _contents(tmp_path)
    for secret in whole["secrets"].values():
        file = tmp_path / secret["file"]
        assert file.stat().st_mode & 0o077 == 0
        assert len(file.read_text(encoding="utf-8")) >= 32
    for service in whole["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert (tmp_path / source).exists() or (PROJECT / "docker" / source).exists(), source
    assert set_up(["--folder", str(tmp_path)]) == 0
    assert _contents(tmp_path) == made
    assert set_up(["--folder", str(tmp_path), "--renew-tokens"]) == 0
    changed = {path.name for path, content in _contents(tmp_path).items() if made[path] != content}
    assert changed <= {path.name for path in made if path.name.endswith("_token")}


def test_the_gateway_reads_its_secrets_from_files(tmp_path: Path) -> None:
    (tmp_path / "yilian_database_url").write_text("postgresql+asyncpg://u:p@h/d\n", encoding="utf-8")
    (tmp_path / "yilian_intake_password").write_text("of this test\n", encoding="utf-8")
    code = (
        "from gateway.settings import Settings; s = Settings(); "
        "print(s.database_url, s.intake_password.get_secret_value(), s.oidc_issuer)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"YILIAN_SECRETS_DIR": str(tmp_path), "YILIAN_OIDC_ISSUER": "", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "postgresql+asyncpg://u:p@h/d of this test None\n"


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _dockerfile(service: dict[str, Any]) -> Path | None:
    if "build" not in service:
        return None
    path: Path = PROJECT / service["build"]["dockerfile"]
    assert path in DOCKERFILES.values()
    assert service["build"]["context"] == ".."
    return path
