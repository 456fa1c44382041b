"""The record on a disk that loses what was not flushed: a writer in the guest, the power cut, the next boot.

One disk lives through all cuts of a run. What the writer acknowledged before a cut, the host has read from the guest's
port; everything of it must be there after every later boot. The control is the same run with a record that is told not
to wait for the disk: it must lose events, or this disk proves nothing.
"""

from __future__ import annotations

import json
import random
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.assembly.storage import open_storage
from kiosk.enrolment import enrol, read
from kiosk.flows.people.directory import Directory
from kiosk.settings import furniture_of, load
from tests.vm.building import HERE, KEPT, Guest, image_of
from tests.vm.disk import LossyDisk
from tests.vm.machine import PATIENCE, Frozen, Machine, in_time
from tests.vm.ready import DATA_MB, ROOM

RECORD = "/var/lib/loge"
SITE = f"{RECORD}/site.toml"
NODE = "/dev/disk/by-id/virtio-loge-data"
MOUNT = f"mkdir -p {RECORD} && {{ mount {NODE} {RECORD} || {{ dmesg | tail -n 12; exit 32; }}; }}"
AS_AT_BOOT = f"e2fsck -p {NODE} || [ $? -eq 1 ] || exit 33; {MOUNT}"
"""systemd-fsck looks at each disk before it is mounted; 1: it has mended something."""
BELIEVE = f"echo 'write through' > /sys/block/$(basename $(readlink -f {NODE}))/queue/write_cache"
FIRST_ACK_WITHIN_S = 90 * PATIENCE


def furnished(sample: str = "demo") -> bytes:
    """Return a data disk with a sample site on it, its people and keys enrolled."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as made:
        folder, image = Path(made) / "site", Path(made) / "image"
        folder.mkdir()
        text = (HERE / "config" / f"{sample}.toml").read_text(encoding="utf-8")
        text = text.replace("[storage]\n", f"[storage]\n{ROOM}")
        (folder / "site.toml").write_text(text, encoding="utf-8")
        settings = load(folder / "site.toml")
        people = read(HERE / "config" / f"{sample}-people.toml", furniture_of(settings))
        storage = open_storage(settings, folder)
        directory = Directory(card for _, card in storage.ledger.vault.all_like("person:"))
        enrol(people, storage.ledger, storage.keys.digest, directory.card)
        storage.close()
        image_of(folder, image, DATA_MB)
        return image.read_bytes()


@dataclass(frozen=True)
class Cut:
    """One power cut and what the next boot found."""

    number: int
    how: str
    acknowledged: int
    """Batches that the writer had acknowledged in this life of the guest."""
    unflushed: int
    """Sectors in the disk's cache when the power failed."""
    dropped: int
    """Of these, sectors whose last version is gone."""
    events: int
    lost: int
    """Acknowledged events of all lives so far that are not there."""
    verify: int
    """Exit code of `kiosk verify`."""
    replay: bool
    """Whether the projections are what a replay makes."""
    said: str

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.lost == 0 and self.verify == 0 and self.replay


@dataclass
class Life:
    """One disk, one record, and all that was ever acknowledged of it."""

    guest: Guest
    frozen: Frozen
    medium: bytes
    synchronous: str
    chance: random.Random
    acks: list[tuple[int, str]]
    believing: bool = False
    """Whether the guest's kernel is told that this disk has no cache, and so never asks it to flush."""

    def cut(self, number: int) -> Cut:
        """Return what came of one more cut."""
        disk, before = LossyDisk(self.medium), len(self.acks)
        with Machine(self.guest, KEPT / "run", disk, self.frozen) as machine:
            how = self._write_until_dark(machine, number)
        survives = 0.0 if self.believing else self.chance.choice((0.0, 0.5, 0.9, self.chance.random()))
        unflushed = disk.unflushed
        self.medium, dropped = disk.after_the_cut(self.chance, survives=survives)
        proof = self._prove()
        return Cut(number, how, len(self.acks) - before, unflushed, dropped, **proof)

    def _write_until_dark(self, machine: Machine, number: int) -> str:
        machine.sh(f"{BELIEVE} && {MOUNT}" if self.believing else AS_AT_BOOT)
        line = machine.port("acks")
        line.settimeout(FIRST_ACK_WITHIN_S)
        machine.ask("write", site=SITE, root=RECORD, synchronous=self.synchronous, turn=number * 100_000)
        come = line.recv(65536)  # its first word: the record is open
        if way := number % (2 if self.believing else 3):  # where nothing is flushed, no flush is waited for
            requests, full = self.chance.randrange(1, 160 if way == 1 else 40), way == 2
            machine.disk.cut_after(requests, machine.kill, full=full)
            come += self._read_on(line, 120 * PATIENCE)
            how = f"at {'flush of a full cache' if full else 'request'} {requests}"
        else:
            after_s = self.chance.uniform(0.2, 8.0)
            come += self._read_on(line, after_s)
            machine.power_off()
            how = f"after {after_s:.1f} s"
        in_time(lambda: not machine.runs, 30, "the power is off")
        come += self._read_on(line, 10)
        line.close()
        told = [json.loads(word) for word in come.decode().split("\n")[:-1]]
        self.acks += [(seq, head) for seq, head in told[1:]]
        return how

    def _read_on(self, line: socket.socket, within_s: float) -> bytes:
        """Return what comes until the machine is dark or the time is over."""
        come, deadline = b"", time.monotonic() + within_s
        while (left_s := deadline - time.monotonic()) > 0:
            line.settimeout(left_s)
            try:
                piece = line.recv(65536)
            except OSError:  # the time is over, or QEMU was killed
                break
            if not piece:
                break
            come += piece
        return come

    def _prove(self) -> dict[str, Any]:
        disk = LossyDisk(self.medium)
        with Machine(self.guest, KEPT / "run", disk, self.frozen) as machine:
            machine.sh(MOUNT if self.believing else AS_AT_BOOT)
            told = machine.ask("prove", site=SITE, root=RECORD, acks=self.acks, within_s=300)
            machine.sh(f"umount {RECORD}")
        self.medium = disk.read(0, len(disk))
        return {**told, "lost": len(told["lost"])}
