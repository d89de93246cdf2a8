"""The one way from the gateway to the engine: gRPC for messages and deployments, REST for user tasks."""

from gateway.engine.client import Deployed, DeployedDefinition, EngineClient, Topology

__all__ = ["Deployed", "DeployedDefinition", "EngineClient", "Topology"]
