"""The office that has uses of shared data granted, writes them into its workers' file, and begins these anew."""

from dataclasses import dataclass
from pathlib import Path

from tests.e2e.people import People

SOURCE = "示例数据共享服务"
UNTIL = "2026-12-31"


@dataclass
class Office:
    """``people`` apply and decide; ``file`` is what the workers read when they start."""

    people: People
    file: Path

    @staticmethod
    def nothing_granted() -> str:
        """The file before any use was granted: there is nothing to ask for, wherever it is."""
        return f'name = "{SOURCE}"\nurl = "http://127.0.0.1:9"\n'

    def granted(self, resource: str, body: str, provider: str, purpose: str, fields: list[str]) -> str:
        """``body`` applies for a use, the head of ``provider`` grants it; its number."""
        wanted = {
            "resource": resource,
            "provider": provider,
            "purpose": purpose,
            "legal_basis": "《山东省优化营商环境条例》",
            "fields": fields,
            "daily_quota": 100,
            "until": UNTIL,
        }
        path = "/sharing/v1/applications"
        number = str(self.people.desk(body).post(path, wanted)["grant_no"])
        head = self.people.client(f"head-{provider}", "head", provider)
        assert head.post(f"{path}/{number}/decision", {"outcome": "granted"})["state"] == "granted"
        return number

    def write(self, uses: dict[str, tuple[str, str]]) -> None:
        """Name these uses (resource: grant, purpose) in the file."""
        platform = self.people.platform
        lines = [f'name = "{SOURCE}"', f'url = "{platform.gateway_url}"']
        for resource, (number, purpose) in uses.items():
            lines += [f"[uses.{resource}]", f'grant_no = "{number}"', f'purpose = "{purpose}"']
        self.file.write_text("\n".join(lines), encoding="utf-8")

    def begin_anew(self, *bodies: str) -> None:
        """Have the workers of these bodies read the file."""
        workers = [self.people.platform.services[f"worker-{body}"] for body in bodies]
        for worker in workers:
            worker.stop()
            worker.start()
        for worker in workers:
            worker.wait_ready()
