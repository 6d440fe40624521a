"""The lab: Oakestra deployments in network namespaces, with faults whose truth is known."""
