"""What the projection refuses."""

from chain.errors import Conflict


class EngineReplaced(Conflict):
    """The records come from another life of the engine's data; mixing them would make the read model false.

    An operator says which engine counts: ``python -m gateway.intake adopt <incarnation>``.
    """

    message = "流程引擎的数据与已登记的不一致，记录未写入，请运维人员核实后执行 adopt。"
