"""What the house asks of a diagram, read from its XML once."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Expression:
    """A FEEL expression (without its leading ``=``) and where it stands."""

    element: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where a shape lies on the plane, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True)
class Loop:
    """How a multi-instance activity repeats: over what, and what it gathers."""

    collection: str
    element: str
    output_collection: str
    output_element: str


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer fires: ``kind`` is ``timeDate``, ``timeDuration`` or ``timeCycle``, or empty when none is given."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; ``default`` when its source takes it if no condition holds."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None
    default: bool


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node. ``kind`` is its BPMN tag; the other fields are empty where they do not apply.

    ``event`` is ``message``, ``timer``, ``terminate`` or another definition's name, ``events`` how many definitions it has;
    ``message`` the message's name, ``message_id`` its element's id, ``correlation`` its correlation key; ``error_code`` the
    code it catches or throws; ``inputs`` and ``outputs`` map target names to source expressions; ``parent`` the id of what
    encloses it.
    """

    id: str
    kind: str
    name: str
    parent: str
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    event: str = ""
    events: int = 0
    message: str = ""
    message_id: str = ""
    correlation: str = ""
    timer: Timer | None = None
    error_code: str = ""
    attached_to: str = ""
    job_type: str = ""
    retries: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    called: str = ""
    propagates: bool = False
    form_id: str = ""
    native_user_task: bool = False
    candidate_groups: str = ""
    due_date: str = ""
    loop: Loop | None = None
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    triggered_by_event: bool = False
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class ProcessModel:
    """One process of a diagram with all elements and flows in it, those of its subprocesses included."""

    id: str
    name: str
    executable: bool
    elements: dict[str, Element]
    flows: dict[str, Flow]

    @property
    def silent_flows(self) -> tuple[Flow, ...]:
        """Flows that leave an event-based gateway: the engine records only the event reached, not the flow."""
        return tuple(
            flow
            for flow in self.flows.values()
            if (source := self.elements.get(flow.source)) and source.kind == "eventBasedGateway"
        )

    @property
    def start_messages(self) -> tuple[str, ...]:
        """Names of the messages that start the process."""
        starts = (
            each for each in self.elements.values() if each.kind == "startEvent" and each.parent == self.id
        )
        return tuple(each.message for each in starts if each.event == "message")


@dataclass(frozen=True, slots=True)
class Diagram:
    """One BPMN file: its processes, all FEEL expressions, ids that stand twice, and where everything is drawn.

    ``boxes`` are the shapes and ``lines`` the number of waypoints of each edge, by the id of what they show.
    """

    processes: tuple[ProcessModel, ...]
    expressions: tuple[Expression, ...]
    repeated: tuple[str, ...]
    boxes: dict[str, Box]
    lines: dict[str, int]
