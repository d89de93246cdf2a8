"""The contract between diagrams and workers: every job type, the variables it needs and the object it returns.

A job type is ``<package>.<function>`` followed by the code of the body whose worker takes it:
``="review.precheck." + body`` in the diagram. The engine hands a job to whoever asks for its type, so the body's code in
the type is what keeps a department's worker to its own jobs.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobType:
    """One kind of job.

    ``name`` is ``<package>.<function>``; ``title`` its Chinese name; ``inputs`` the variables that the diagram must give,
    ``optional`` those that it may give; ``output`` the name of the one object the worker returns, ``fields`` the keys in
    it; ``headers`` the task headers that the diagram must set; ``errors`` the BPMN error codes that its worker may throw.
    """

    name: str
    title: str
    inputs: tuple[str, ...]
    output: str
    fields: tuple[str, ...]
    headers: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def fetched(self) -> tuple[str, ...]:
        """The variables that the engine hands over with a job, where they are there."""
        return (*self.inputs, *self.optional)

    def for_body(self, body: str) -> str:
        """The type under which the worker of ``body`` takes these jobs."""
        return f"{self.name}.{body}"


_ALL = (
    JobType("acceptance.claim", "确认办件启动", ("case_no",), "claim", ("claimed",)),
    JobType(
        "acceptance.accept",
        "受理登记",
        ("case_no",),
        "acceptance",
        ("outcome", "accepted_at", "inspection_due_at", "notice"),
    ),
    JobType("review.precheck", "材料预审", ("case_no", "item"), "precheck", ("complete", "officer")),
    JobType(
        "review.check",
        "自动审查",
        ("case_no", "item"),
        "review",
        ("outcome", "due_at", "clock_next", "certificate"),
    ),
    JobType("clock.check", "时限核对", ("case_no", "item"), "clock", ("state", "next")),
    JobType("data_sharing.verify_licence", "营业执照核验", ("case_no", "item"), "data_sharing", ("outcome",)),
    JobType("notice.supplement", "发出补正告知书", ("case_no", "item"), "notice", ("notice_no", "due_at")),
    JobType("review.lapse", "核对是否逾期终止", ("case_no", "item"), "lapse", ("outcome",)),
    JobType("notice.answer", "统一反馈", ("case_no",), "answer", ("notice_no",), ("result",)),
    JobType("obligation.gate", "核对是否可以发证", ("case_no", "item"), "obligation", ("open",)),
    JobType(
        "obligation.check", "核对义务履行", ("case_no", "obligation_no"), "obligation", ("settled", "next")
    ),
    JobType("matter.check", "核对事务进展", ("case_no", "matter_no"), "matter", ("settled", "next")),
    JobType(
        "e_certificate.issue",
        "制作电子证照",
        ("case_no", "item"),
        "e_certificate",
        ("identifier", "type"),
        optional=("version",),
    ),
    JobType(
        "e_certificate.copy", "制作证照加注件", ("case_no", "copy_no"), "certificate_copy", ("sealed_at",)
    ),
    JobType(
        "e_seal.apply",
        "加盖电子印章",
        ("case_no", "item", "e_certificate"),
        "e_seal",
        ("sealed_at",),
        optional=("version",),
    ),
    JobType("document.issue", "制作并签章文书", ("case_no", "document_no"), "document", ("sealed_at",)),
    JobType("archive.file", "归档", ("case_no",), "archive", ("reference",)),
    JobType("demo.succeed", "示例：成功", ("case_no",), "demo", ("outcome",)),
    JobType("demo.refuse", "示例：不予同意", ("case_no",), "demo", ("outcome",)),
    JobType("demo.crash", "示例：出错", ("case_no",), "demo", ("outcome",)),
)

JOB_TYPES: dict[str, JobType] = {job_type.name: job_type for job_type in _ALL}
"""Every job type of the house by its name."""


def split_type(full: str) -> tuple[str, str]:
    """Split ``review.precheck.approval_379901`` into the job type's name and the body's code.

    Raises ``ValueError`` when the text is not of that form.
    """
    name, dot, body = full.rpartition(".")
    if not dot or name.count(".") != 1 or not body:
        raise ValueError("a job type is <package>.<function>.<body>")
    return name, body
