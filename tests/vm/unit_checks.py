"""The real kiosk.service in the guest: ready, watched, restarted, locked in."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from tests.vm.cuts import MOUNT, RECORD
from tests.vm.machine import Machine
from tests.vm.outcome import Failed

SOURCE = "/opt/loge/source"
READY_WITHIN_S = 300
ALLOWED = {"kiosk.service": 2.0}
"""The worst exposure of a unit; 4.0 for those that run other people's programs (config/check-units.sh)."""
HEALTH = "curl -s -m 10 http://127.0.0.1:8411/health.json"
FOR_THE_PROBE = """
mkdir -p /home/anna /srv/open; chmod 755 /home/anna; chmod 777 /srv/open
echo private > /home/anna/letter; chmod 644 /home/anna/letter
echo mine > /tmp/left-by-another; chmod 644 /tmp/left-by-another
ip link add lobby type dummy; ip address add 192.0.2.1/24 dev lobby; ip link set lobby up
"""
NEEDS_BPF = "answers on a port of its own"
"""Debian 12's systemd ignores SocketBindDeny; IPAddressDeny still keeps other machines from whatever listens."""
BY_ITSELF = r"^(Type|NotifyAccess|WatchdogSec|Restart\w*|ExecStart\w*|StartLimit\w+)=.*\n"


def settle(machine: Machine) -> None:
    """Give the guest its data disk and its settings."""
    machine.sh(MOUNT)
    machine.sh(
        f"cp {RECORD}/site.toml /etc/loge/site.toml; chown root:loge /etc/loge/site.toml; chmod 640 /etc/loge/site.toml"
    )
    machine.sh(f"chown -R loge:loge {RECORD}")


def shows(machine: Machine, name: str, unit: str = "kiosk") -> str:
    """Return one property of a unit."""
    return machine.sh(f"systemctl show -P {name} {unit}").strip()


def health(machine: Machine) -> dict[str, Any]:
    """Return what the kiosk says about itself, {} while it says nothing."""
    _, said = machine.status(HEALTH)
    try:
        return dict(json.loads(said))
    except ValueError:
        return {}


def waits(condition: str, within_s: int) -> str:
    """Return a shell script that ends well as soon as `condition` holds, and fails after so many seconds."""
    late = "[ $(date +%s) -lt $end ] || exit 1"
    return f"end=$(($(date +%s) + {within_s})); until {condition}; do {late}; sleep 0.2; done"


def becomes_ready(machine: Machine) -> str:
    """`systemctl start` returns when the kiosk has said READY=1; then it answers."""
    began_s = time.monotonic()
    code, said = machine.status("systemctl start kiosk", within_s=READY_WITHIN_S)
    took_s = time.monotonic() - began_s
    if code:
        raise Failed(said + machine.sh("journalctl -u kiosk -n 15 --no-pager", good=None))
    page = machine.sh("curl -s -m 20 -o /dev/null -w '%{http_code}' http://127.0.0.1:8410/", good=None)
    if shows(machine, "Type") != "notify" or page != "200":
        raise Failed(f"Type={shows(machine, 'Type')}, the page answers {page}")
    return f"READY after {took_s:.0f} s (emulated), the page answers 200"


def exposure(machine: Machine) -> str:
    """`systemd-analyze security` gives each unit no more than it may have."""
    found = {}
    for unit in ("kiosk.service", "kiosk-screen.service", "loge-picamera.service"):
        said = machine.sh(f"systemd-analyze security {unit} | tail -1", good=None)
        score = re.search(r"level for \S+: ([\d.]+)", said)
        if not score:
            raise Failed(f"{unit}: {said}")
        found[unit] = float(score[1])
    if bad := [unit for unit, score in found.items() if score > ALLOWED.get(unit, 4.0)]:
        raise Failed(f"too exposed: {bad} of {found}")
    return ", ".join(f"{unit} {score}" for unit, score in found.items())


def watched(machine: Machine) -> str:
    """A kiosk that hangs (stopped by SIGSTOP) is killed and started again."""
    before, limit_s = shows(machine, "NRestarts"), 20
    if shows(machine, "WatchdogUSec") not in (f"{limit_s}s", f"{limit_s}.000000s"):
        raise Failed(f"WatchdogSec is {shows(machine, 'WatchdogUSec')}")
    pid = shows(machine, "MainPID")
    again = waits(f"[ $(systemctl show -P NRestarts kiosk) != {before} ]", 90)
    script = f"date +%s; kill -STOP {pid}; {again}; date +%s"
    began, ended = machine.sh(script, within_s=150).split()
    machine.sh(
        waits("[ $(systemctl is-active kiosk) = active ]", READY_WITHIN_S), within_s=READY_WITHIN_S + 30
    )
    took_s = int(ended) - int(began)
    if took_s > limit_s + 15 + 5:
        raise Failed(f"killed {took_s} s after it hung")
    if shows(machine, "MainPID") == pid:
        raise Failed("the same process is there")
    return f"killed and started again {took_s} s after it hung (WatchdogSec={limit_s}, TimeoutStopSec=15)"


def returns(machine: Machine) -> str:
    """A kiosk that was killed comes back; one with wrong settings stays away and says why."""
    before = shows(machine, "NRestarts")
    machine.sh("systemctl kill -s KILL kiosk")
    back = (
        f"[ $(systemctl show -P NRestarts kiosk) != {before} ] && [ $(systemctl is-active kiosk) = active ]"
    )
    machine.sh(waits(back, READY_WITHIN_S), within_s=READY_WITHIN_S + 30)
    machine.sh("systemctl stop kiosk; sed -i 's/^time_zone/time_zoen/' /etc/loge/site.toml")
    machine.sh("systemctl start kiosk", good=None, within_s=READY_WITHIN_S)
    machine.sh(waits("systemctl is-failed -q kiosk", 60), within_s=90)
    status = shows(machine, "ExecMainStatus")
    words = machine.sh("journalctl -u kiosk -n 20 --no-pager -o cat | grep time_zoen", good=None).strip()
    machine.sh("sed -i 's/^time_zoen/time_zone/' /etc/loge/site.toml; systemctl reset-failed kiosk")
    if status != "78" or not words:
        raise Failed(f"with wrong settings: exit {status}, it says {words!r}")
    return "back after SIGKILL; with wrong settings exit 78, told in the journal, not started again"


def locked_in(machine: Machine) -> str:
    """From within kiosk.service's sandbox nothing is reached that is none of its business; from outside it, all is."""
    machine.sh(FOR_THE_PROBE)
    unit = machine.sh("cat /etc/systemd/system/kiosk.service")
    python = re.search(r"^ExecStart=(\S+)", unit, re.MULTILINE)
    assert python
    probe = re.sub(BY_ITSELF, "", unit, flags=re.MULTILINE)
    lines = f"[Service]\nType=oneshot\nExecStart={python[1]} -m tests.vm.probe\n"
    probe = probe.replace("[Service]\n", lines)
    machine.sh(
        f"cat > /run/systemd/system/kiosk-probe.service <<'END'\n{probe}\nEND\nsystemctl daemon-reload"
    )
    machine.sh("systemctl start kiosk-probe", within_s=200)
    inside = _answers(machine.sh("journalctl -u kiosk-probe -o cat --no-pager"))
    command = f"cd {SOURCE} && {python[1]} -m tests.vm.probe"
    free = _answers(
        machine.sh(f"setpriv --reuid loge --regid loge --init-groups sh -c '{command}'", within_s=200)
    )
    root = _answers(machine.sh(command, within_s=200))
    known = {NEEDS_BPF} if "+BPF_FRAMEWORK" not in machine.sh("systemctl --version") else set[str]()
    if broken := [name for name, done in inside["forbidden"].items() if done and name not in known]:
        raise Failed(f"it {'; it '.join(broken)}")
    if missing := [name for name, done in inside["allowed"].items() if not done]:
        raise Failed(f"what it needs fails: {missing}")
    by_loge = [name for name, done in free["forbidden"].items() if done]
    by_anyone = {*by_loge, *(name for name, done in root["forbidden"].items() if done)}
    if idle := inside["forbidden"].keys() - by_anyone:
        raise Failed(f"these attempts succeed nowhere and prove nothing: {sorted(idle)}")
    count = len(inside["forbidden"]) - len(known)
    ignored = "".join(
        f". NOT FORBIDDEN: it {name}, since this systemd has no BPF_FRAMEWORK" for name in known
    )
    return (
        f"{count} attempts, none succeeds (without the sandbox {len(by_loge)} do as the same account, all as root); "
        f"{len(inside['allowed'])} things that it needs succeed{ignored}"
    )


def _answers(said: str) -> dict[str, dict[str, bool]]:
    found = [line for line in said.splitlines() if line.startswith("{")]
    if not found:
        raise Failed(f"the probe said {said[-500:]!r}")
    return dict(json.loads(found[-1]))
