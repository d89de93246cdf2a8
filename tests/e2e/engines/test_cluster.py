"""One restaurant on three brokers, any of which may die: the case ends exactly once with its certificates."""

from collections.abc import Iterator

import pytest

from scripts.tools.engine import EngineSettings
from scripts.tools.engine_cluster import EngineCluster
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.engine_topology import leaders
from scripts.tools.platform import Platform, Variation
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.people import NEW_INSPECTION, Citizen, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL, FIRE = "approval_379901", "fire_379901"
PARTITION_BITS = 51
"""Zeebe's keys bear the partition above these bits (``io.camunda.zeebe.protocol.Protocol``)."""
MOST_CASES = 40
"""So many cases miss one of three partitions less than once in three million runs."""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The house on three brokers with three partitions."""

    def three_brokers(settings: EngineSettings) -> EngineCluster:
        return EngineCluster(settings, ports=EnginePorts.several(3))

    data = tmp_path_factory.mktemp("cluster")
    with house_on(ensure_engine(cache_dir()), data, Variation(engine=three_brokers)) as running:
        yield running


@pytest.fixture
def cluster(platform: Platform) -> EngineCluster:
    """The house's engine."""
    assert isinstance(platform.engine, EngineCluster)
    return platform.engine


def partition_of(citizen: Citizen, case_no: str) -> int:
    """The partition that the case's instance lives on, waiting for its start."""
    key = wait_for(f"the start of {case_no}", lambda: citizen.case(case_no)["process_instance_key"])
    return int(key) >> PARTITION_BITS


def test_a_case_outlives_the_broker_its_clients_talk_to_and_the_leader_of_its_partition(
    people: People, platform: Platform, cluster: EngineCluster
) -> None:
    citizen = people.citizen
    case_no = citizen.submit(NEW_INSPECTION)
    partition = partition_of(citizen, case_no)

    talked_to = cluster.brokers[0]  # every client takes the first address that answers
    talked_to.kill()
    people.grant(APPROVAL, case_no, "business_license")
    people.inspect(case_no, ["food_license", "fire_inspection"])
    talked_to.start()

    leader = cluster.leader_of(partition)
    leader.kill()
    people.grant(APPROVAL, case_no, "food_license")
    people.grant(FIRE, case_no, "fire_inspection")
    case = citizen.wait_for_end(case_no)
    leader.start()

    assert case["state"] == "completed"
    certificates = [item["certificate"]["identifier"] for item in case["items"]]
    assert len(set(certificates)) == len(certificates) == 5
    started = people.client("integrator", "integrator").get("/instances", process="restaurant", limit="100")
    assert [i["key"] for i in started["instances"] if i["case_no"] == case_no] == [
        case["process_instance_key"]
    ]
    wait_for("the three brokers together again", lambda: len(leaders(cluster.grpc_address)) == 3)


def test_cases_are_spread_over_all_partitions_and_each_is_seen_through(people: People) -> None:
    citizen, spread = people.citizen, dict[int, str]()
    for _ in range(MOST_CASES):
        case_no = citizen.submit(NEW_INSPECTION)
        spread.setdefault(partition_of(citizen, case_no), case_no)
        people.wait_for_task(APPROVAL, case_no, "business_license")
        citizen.client.post(f"/cases/{case_no}/withdrawal", {"reason": "不再开办"})
        assert citizen.wait_for_end(case_no)["state"] == "withdrawn"
        if len(spread) == 3:
            break
    assert set(spread) == {1, 2, 3}
