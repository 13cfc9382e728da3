package dev.bzzz.core.agent;

import dev.bzzz.core.LocalValues;
import dev.bzzz.core.Signer;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.CapabilityModel;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.repo.RepositoryDirectory;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.WorkspaceFactory;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.task.DependencyRule;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Everything an agent is assembled from; copied out of the builder once.
 *
 * @param repositories what to watch; all the provider can see when empty and without directory
 * @param directory names more to watch
 * @param local what nothing that is published may tell of its machine
 */
record AgentParts(
    Signer identity,
    AgentProfile profile,
    RepositoryProvider provider,
    List<RepositoryName> repositories,
    Optional<RepositoryDirectory> directory,
    ClaimLedger ledger,
    ClaimProtocol protocol,
    WorkspaceFactory workspaces,
    Worker worker,
    Sandbox sandbox,
    CapabilityModel capabilities,
    DependencyRule dependencies,
    int slots,
    Duration poll,
    Duration workLimit,
    Optional<Mesh> mesh,
    String network,
    LocalValues local,
    List<EventSink> sinks,
    Clock clock,
    Random random) {
  /** The same with another provider. */
  AgentParts with(RepositoryProvider other) {
    return new AgentParts(
        identity,
        profile,
        other,
        repositories,
        directory,
        ledger,
        protocol,
        workspaces,
        worker,
        sandbox,
        capabilities,
        dependencies,
        slots,
        poll,
        workLimit,
        mesh,
        network,
        local,
        sinks,
        clock,
        random);
  }
}
