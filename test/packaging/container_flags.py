#!/usr/bin/python3
"""Prints the flags that make podman run the telemetry container as a file of
doc/containers does, one a line: what the test runs is what the file says.

usage: container_flags.py FILE CONFIGURATION-FOLDER KEY-FOLDER
"""

import sys

import yaml


def kubernetes(pod, configuration, key_folder):
    container = next(c for c in pod["containers"] if c["name"] == "telemetry")
    context = {**pod.get("securityContext", {}),
               **container["securityContext"]}
    assert context["runAsNonRoot"] is True
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert context["allowPrivilegeEscalation"] is False
    assert context["readOnlyRootFilesystem"] is True
    volumes = {v["name"]: v for v in pod["volumes"]}
    for volume in volumes.values():
        if "secret" in volume:
            # YAML 1.1's octal, as Kubernetes reads it.
            assert volume["secret"]["defaultMode"] == 0o440
    yield f"--user={context['runAsUser']}:{context['runAsGroup']}"
    yield "--read-only"
    yield "--read-only-tmpfs=false"
    yield "--security-opt=no-new-privileges"
    for capability in context["capabilities"]["drop"]:
        yield f"--cap-drop={capability}"
    for variable in container["env"]:
        yield f"--env={variable['name']}={variable['value']}"
    for mount in container["volumeMounts"]:
        assert mount["readOnly"] is True
        # A file of it would keep what was in it when the pod started.
        assert "subPath" not in mount
        is_key = "secret" in volumes[mount["name"]]
        source = key_folder if is_key else configuration
        yield f"--volume={source}:{mount['mountPath']}:ro"


def compose(service, configuration, key_folder):
    yield f"--user={service['user']}"
    assert service["read_only"] is True
    yield "--read-only"
    yield "--read-only-tmpfs=false"
    for option in service["security_opt"]:
        yield f"--security-opt={option.split(':')[0]}"
    for capability in service["cap_drop"]:
        yield f"--cap-drop={capability}"
    for name, value in service["environment"].items():
        assert value == f"${{{name}:-0}}"
        yield f"--env={name}=0"
    for volume in service["volumes"]:
        source, target, mode = volume.split(":")
        assert mode == "ro"
        is_key = source == "./telemetry.key"
        yield (f"--volume={key_folder}/telemetry.key:{target}:ro" if is_key
               else f"--volume={configuration}/telemetry.conf:{target}:ro")


def main():
    file, configuration, key_folder = sys.argv[1:]
    with open(file, encoding="utf-8") as text:
        for document in yaml.safe_load_all(text):
            kind = document.get("kind", "compose")
            if kind == "CronJob":
                spec = document["spec"]
                job = spec["jobTemplate"]["spec"]
                pod = job["template"]["spec"]
                assert spec["concurrencyPolicy"] == "Forbid"
                assert job["backoffLimit"] == 0
                assert pod["restartPolicy"] == "Never"
            elif kind == "StatefulSet":
                pod = document["spec"]["template"]["spec"]
            elif kind == "compose":
                flags = compose(document["services"]["telemetry"],
                                configuration, key_folder)
                print("\n".join(flags))
                continue
            else:
                continue
            print("\n".join(kubernetes(pod, configuration, key_folder)))


main()
