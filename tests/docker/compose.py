#!/usr/bin/python3
"""docker/compose.yaml holds together: everything it names is there, and its containers may do little.

For machines without Docker. What this checks is said line by line below."""
import os
import re
import sys

import yaml

PAGE = "docker/compose.yaml"
SERVICE = {"image", "build", "user", "read_only", "cap_drop", "security_opt", "networks", "volumes", "restart", "command", "shm_size",
           "environment", "secrets", "healthcheck", "stop_grace_period", "depends_on", "init", "ports", "tmpfs", "ulimits"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def faults(page):
    made_by_prepare = {"./private/etc", "./private/postgres.password", "./private/roles.passwords"}

    def there(path):
        return path in made_by_prepare or os.path.exists(os.path.join("docker", path))

    if set(page) - {"name", "services", "networks", "volumes", "secrets"} - {k for k in page if k.startswith("x-")}:
        yield "an unknown word on top"
    for name, secret in page["secrets"].items():
        if not there(secret["file"]):
            yield f"secret {name}: no file {secret['file']}"
    for name, service in page["services"].items():
        for fault in service_faults(page, service, there):
            yield f"{name}: {fault}"


def service_faults(page, service, there):
    yield from (f"unknown word {word}" for word in set(service) - SERVICE)
    if not re.fullmatch(r"leadx|[\w./-]+:[\w.-]+", service.get("image", "")) or service["image"].endswith(":latest"):
        yield "an image without a version"
    if "build" in service and not there(os.path.join(service["build"]["context"], service["build"]["dockerfile"])):
        yield "no such Dockerfile"
    for other, how in service.get("depends_on", {}).items():
        if other not in page["services"] or how["condition"] not in CONDITIONS:
            yield f"waits for {other}, which is not there or not so"
        if how["condition"] == "service_healthy" and "test" not in page["services"].get(other, {}).get("healthcheck", {}):
            yield f"waits for the health of {other}, which is not looked at"
    for mount in service.get("volumes", []):
        if mount["type"] == "volume" and mount["source"] not in page["volumes"]:
            yield f"no volume {mount['source']}"
        if mount["type"] == "bind" and not (there(mount["source"]) and mount.get("read_only")):
            yield f"{mount['source']} is missing or may be written to"
    yield from (f"no network {n}" for n in service.get("networks", []) if n not in page["networks"])
    yield from (f"no secret {s}" for s in service.get("secrets", []) if s not in page["secrets"])
    yield from (f"{port} is open to everybody" for port in service.get("ports", []) if not str(port).startswith("127.0.0.1:"))
    if service["image"] == "leadx":
        if service.get("cap_drop") != ["ALL"] or service.get("read_only") is not True:
            yield "may do more than it needs"
        if "no-new-privileges:true" not in service.get("security_opt", []) or not service.get("user"):
            yield "may become more than it is"


def main():
    with open(PAGE, encoding="utf-8") as file:
        found = list(faults(yaml.safe_load(file)))
    for fault in found:
        print(f"{PAGE}: {fault}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
