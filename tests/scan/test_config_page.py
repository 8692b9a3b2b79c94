"""The worked example of docs/configuration.md is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/configuration.md").read_text(encoding="utf-8")
SHOPWAIT = "CALL 'SHOPWAIT' USING WS-POOL 50"


def fence(path: str) -> str:
    return re.search(rf"`estate/{path}`:\n\n```toml\n(.*?)```", PAGE, re.DOTALL)[1]


def test_the_estate_of_three_folders(program, work, run, monkeypatch):
    for name in ("batch/PAYROLL", "online/ENQUIRY", "vendor/ACMEPGM"):
        program(f"{name}.cbl", "COPY RATES.", "PERFORM UNTIL WS-POOL > 9", SHOPWAIT, "CALL 'CEE3DLY' USING 5", "END-PERFORM.")
    (work / "copy").mkdir()
    (work / "copy/RATES.cpy").write_text("           MOVE 1 TO WS-POOL.\n")
    batch = work / "batch/PAYROLL.cbl"
    batch.write_bytes(batch.read_text().encode("cp037"))
    for name in ("cobolscan.toml", "online/cobolscan.toml"):
        (work / name).write_text(fence(name))
    (work / "cobolscan-baseline.tsv").write_text("# cobolscan baseline 1\n")

    shown = re.search(r"\$ cobolscan config batch/PAYROLL.cbl\n(.*?)```", PAGE, re.DOTALL)[1]
    told = run("config", "batch/PAYROLL.cbl").out
    assert re.sub(r"\d+ rules on", "N rules on", told) == re.sub(r"\d+ rules on", "N rules on", shown)

    rows = {row["key"]: row for row in json.loads(run("config", "online/ENQUIRY.cbl", "--format", "json").out)["settings"]}
    here = {key for key, row in rows.items() if row["origin"]["path"] == "online/cobolscan.toml"}
    assert here == {"ignore", "rules.WAI001.severity"}
    assert rows["dialect"]["value"] == "ibm" and rows["fail-on"]["origin"]["path"] == "cobolscan.toml"

    found = json.loads(run("scan", ".", "--format", "json").out)["findings"]
    waits = sorted((f["path"], f["code"], f["severity"], f["data"]["duration_s"]) for f in found if f["family"] == "WAI")
    assert ("batch/PAYROLL.cbl", "WAI001", "warning", 0.5) in waits  # the house's routine
    assert [wait for wait in waits if wait[0] == "online/ENQUIRY.cbl"] == [("online/ENQUIRY.cbl", "WAI001", "error", 5)]
    assert not [f for f in found if f["path"].startswith("vendor/")]

    assert run("baseline", "create", "--force", ".").status == 0
    assert run("scan", ".").status == 0
    monkeypatch.chdir(work / "online")
    assert run("scan", "ENQUIRY.cbl").status == 0
    assert run("scan", ".").status == 0
