"""Numbers that more than one room of the gateway counts; labels are templates, codes and bodies, never a case."""

from prometheus_client import Counter, Gauge, Histogram

answers = Counter("yilian_http_answers_total", "Answers given over HTTP", ("method", "route", "status"))
seconds = Histogram("yilian_http_seconds", "Time to answer over HTTP, in seconds", ("method", "route"))
in_flight = Gauge("yilian_http_in_flight", "Requests being answered now")
submissions = Counter(
    "yilian_submissions_total", "New cases taken in; repeated requests do not count", ["theme"]
)

engine_commands = Counter(
    "yilian_engine_commands_total", "Commands to the engine by what came of them", ("command", "result")
)
engine_seconds = Histogram(
    "yilian_engine_command_seconds", "Time of a command to the engine with its repetitions", ["command"]
)
engine_rejections = Counter(
    "yilian_engine_rejections_total",
    "Single calls that the engine did not take, by gRPC status; RESOURCE_EXHAUSTED is back-pressure",
    ["status"],
)
